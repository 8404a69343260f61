import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { systemClock, type Id } from '@almanac/kernel';
import { Database, UnitOfWork, type RequestContext, type Transaction } from '@almanac/platform';
import { chosenOf } from '../domain/choice';
import type { Standing, SubscriptionSnapshot } from '../domain/snapshot';
import { isLegalStep, isOver } from '../domain/subscription-state';
import { SubscriptionEffects, type Change } from './subscription-effects';
import { DuplicateSubscriptions } from './duplicate-subscriptions';
import { PaymentProvider, ProviderAwayError, type CustomerSubscriptions } from './ports/payment-provider';
import { SubscriptionStore, type StoredSubscription } from './ports/subscription-store';
import { SyncRecords } from './sync-records';

/** What a customer had at the provider, read after everything that happened before `number` was drawn. */
export interface Reading {
  customerId: string;
  number: string;
  found: CustomerSubscriptions;
}

const NOTHING: CustomerSubscriptions = { ours: [], others: [] };

/**
 * Brings what we know of a customer's subscriptions up to what the provider has. Events are only a reason to look: what
 * is written down is what was read, never what an event said, and a reading that began before the one that was written
 * last is left out. So events may come in any order, and any number of times (ADR 0115).
 */
@Injectable()
export class SubscriptionSync {
  constructor(
    private readonly provider: PaymentProvider,
    private readonly subscriptions: SubscriptionStore,
    private readonly duplicates: DuplicateSubscriptions,
    private readonly effects: SubscriptionEffects,
    private readonly records: SyncRecords,
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Reads and writes; false as below. @throws ProviderAwayError, ProviderRefusedError */
  async run(context: RequestContext, customerId: string): Promise<boolean> {
    const reading = await this.read(context, customerId);
    return this.unitOfWork.run(context, (tx) => this.write(tx, context, reading));
  }

  /** The same for one of many, which keeps no other from it: whether it came off, or the provider is away. */
  async attempt(context: RequestContext, customerId: string): Promise<'done' | 'failed' | 'away'> {
    try {
      return (await this.run(context, customerId)) ? 'done' : 'failed';
    } catch (error) {
      if (error instanceof ProviderAwayError) return 'away';
      this.records.failed(customerId, error);
      return 'failed';
    }
  }

  /**
   * Asks the provider. What is alive beside the subscription that counts is ended there, and given back: nobody pays
   * twice. What is nobody's here is left alone.
   * @throws ProviderAwayError, ProviderRefusedError
   */
  async read(context: RequestContext, customerId: string): Promise<Reading> {
    const queryable = this.database.for(context);
    const number = await this.records.accounts.nextReading(queryable);
    const found = (await this.provider.subscriptionsOf(context, customerId)) ?? NOTHING;
    const { current, superfluous } = chosenOf(found.ours);
    if (!current || superfluous.length === 0) return { customerId, number, found };
    const account = await this.records.accounts.findByCustomer(queryable, customerId);
    if (!account) return { customerId, number, found };
    await this.duplicates.end(context, account.userId, current, superfluous);
    const again = await this.records.accounts.nextReading(queryable);
    const left = (await this.provider.subscriptionsOf(context, customerId)) ?? NOTHING;
    if (chosenOf(left.ours).superfluous.length > 0)
      throw new Error('A second subscription could not be ended');
    return { customerId, number: again, found: left };
  }

  /**
   * Writes a reading down, unless a later one was. False where it does not hold here afterwards: the customer is nobody's,
   * or it would be a step that there is not.
   */
  async write(tx: Transaction, context: RequestContext, reading: Reading): Promise<boolean> {
    const account = await this.records.accounts.holdByCustomer(tx, reading.customerId);
    if (!account) return false;
    const { userId } = account;
    if (BigInt(account.reading) >= BigInt(reading.number)) return true;
    const stored = await this.subscriptions.all(tx, userId);
    const changes: Change[] = [];
    for (const snapshot of inOrder(stored, reading)) {
      const before = stored.find((one) => one.snapshot.id === snapshot.id);
      const change = await this.put(tx, userId, before, snapshot);
      if (change) changes.push(change);
    }
    const { ours } = reading.found;
    const trialled = ours.some(({ trialEndsAt }) => trialEndsAt !== null);
    await this.records.accounts.noteReading(tx, userId, reading.number, trialled);
    const standing = afterwards(stored, changes);
    await this.effects.apply(tx, context, userId, standing, changes);
    return ours.every(({ id, stripeStatus }) =>
      standing.some(({ snapshot }) => snapshot.id === id && snapshot.stripeStatus === stripeStatus),
    );
  }

  /** Lets happen what the clock alone says, where the provider cannot be asked. */
  async tick(context: RequestContext, userId: Id, customerId: string): Promise<void> {
    await this.unitOfWork.run(context, async (tx) => {
      await this.records.accounts.holdByCustomer(tx, customerId);
      const stored = await this.subscriptions.all(tx, userId);
      const changes: Change[] = [];
      for (const before of stored.filter(({ standing }) => !isOver(standing.state))) {
        const change = await this.put(tx, userId, before, before.snapshot);
        if (change) changes.push(change);
      }
      if (changes.length > 0)
        await this.effects.apply(tx, context, userId, afterwards(stored, changes), changes);
    });
  }

  private async put(
    tx: Transaction,
    userId: Id,
    before: StoredSubscription | undefined,
    snapshot: SubscriptionSnapshot,
  ): Promise<Change | undefined> {
    const standing = this.records.standingOf(snapshot);
    if (!before) return { before, after: await this.subscriptions.insert(tx, userId, snapshot, standing) };
    if (!isLegalStep(before.standing.state, standing.state)) {
      this.records.illegal(before, standing.state);
      return undefined;
    }
    if (isSame(before, snapshot, standing)) return undefined;
    return { before, after: await this.subscriptions.update(tx, before.id, snapshot, standing) };
  }
}

/**
 * What has ended comes first, so that there is room for what lives. What the provider does not have any more, although
 * it was its customer's, has ended; what it has under another price has not, and gives nothing for now.
 */
function inOrder(
  stored: readonly StoredSubscription[],
  { customerId, found: { ours, others } }: Reading,
): SubscriptionSnapshot[] {
  const { current, past } = chosenOf(ours);
  const unread = stored
    .filter(({ snapshot, standing }) => snapshot.customerId === customerId && !isOver(standing.state))
    .filter(({ snapshot }) => !ours.some(({ id }) => id === snapshot.id))
    .map(({ snapshot }) => snapshot);
  // Beside one that counts, it is none of ours any more.
  const isStrange = ({ id }: SubscriptionSnapshot): boolean => !current && others.includes(id);
  const strange = unread.filter(isStrange).map((one) => ({ ...one, stripeStatus: 'paused' as const }));
  const gone = unread
    .filter((one) => !isStrange(one))
    .map((one) => ({ ...one, stripeStatus: 'canceled' as const, endedAt: systemClock.now() }));
  return [...gone, ...past, ...strange, ...(current ? [current] : [])];
}

function isSame(before: StoredSubscription, snapshot: SubscriptionSnapshot, standing: Standing): boolean {
  return isDeepStrictEqual([before.snapshot, before.standing], [snapshot, standing]);
}

function afterwards(stored: readonly StoredSubscription[], changes: readonly Change[]): StoredSubscription[] {
  const changed = changes.map(({ after }) => after);
  return [...changed, ...stored.filter(({ id }) => !changed.some((after) => after.id === id))];
}
