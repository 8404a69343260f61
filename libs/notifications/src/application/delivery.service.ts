import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import {
  appendEvent,
  People,
  PostponeJob,
  RequestContext,
  UnitOfWork,
  type Addressee,
  type Transaction,
} from '@almanac/platform';
import { waitsForNothing } from '../domain/delivery-plan';
import { inert } from '../domain/inert';
import { quietUntil } from '../domain/quiet-hours';
import { FrontEnd } from './front-end';
import { Deliveries, type ClaimedDelivery, type DeliveryOutcome } from './deliveries';
import { DeliveryStore, type LeasedDelivery, type UnlistedFact } from './ports/delivery-store';
import { PreferencesStore } from './ports/preferences-store';
import { seenNotification } from './seen-notification';
import { isUnsubscribable, UnsubscribeLinks } from './unsubscribe-links';
import { PendingFacts, type SeenFact } from './pending-facts';

/** How long a worker has a delivery alone: longer than a job may take, so that nobody else sends it meanwhile. */
const CLAIM_SECONDS = 90;

/** Of the title of a planner, in letters. */
const WHERE_LENGTH = 80;

/** The person has no address or number any more for what there is to tell. */
const NOWHERE = 'nowhere';

/** Deliveries out of PostgreSQL. What holds at the moment of sending decides, not what held when the fact happened. */
@Injectable()
export class DeliveryService extends Deliveries {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: DeliveryStore,
    private readonly preferences: PreferencesStore,
    private readonly people: People,
    private readonly pending: PendingFacts,
    private readonly links: UnsubscribeLinks,
    private readonly frontEnd: FrontEnd,
  ) {
    super();
  }

  override async claim(deliveryId: Id): Promise<ClaimedDelivery | undefined> {
    const claimed = await this.take(deliveryId);
    if (claimed !== NOWHERE) return claimed;
    // In a transaction of its own, which locks in the order of all who settle.
    await this.settle(deliveryId, 'undeliverable');
    return undefined;
  }

  private take(deliveryId: Id): Promise<ClaimedDelivery | typeof NOWHERE | undefined> {
    return this.unitOfWork.run(RequestContext.system(), async (tx) => {
      const taken = await this.store.take(tx, deliveryId, CLAIM_SECONDS);
      if (taken === undefined) return undefined;
      if ('busyMs' in taken) throw new PostponeJob(taken.busyMs, 'Another worker has this delivery');
      const [person] = await this.people.addressees(tx, [taken.userId]);
      const facts = person ? await this.pending.of(tx, taken, person) : [];
      if (person && facts.length > 0 && !reachable(taken, person)) return NOWHERE;
      if (person) await this.requireLoud(tx, person, facts);
      const ids = facts.map(({ deliveryId: id }) => id);
      await this.store.keepOnly(tx, taken, ids);
      return person && facts.length > 0 ? this.claimed(taken, person, facts) : undefined;
    });
  }

  override noteTry(deliveryId: Id): Promise<void> {
    return this.unitOfWork.run(RequestContext.system(), (tx) => this.store.noteTry(tx, deliveryId, true));
  }

  override forgetTry(deliveryId: Id): Promise<void> {
    return this.unitOfWork.run(RequestContext.system(), (tx) => this.store.noteTry(tx, deliveryId, false));
  }

  override settle(deliveryId: Id, outcome: DeliveryOutcome): Promise<void> {
    const context = RequestContext.system();
    return this.unitOfWork.run(context, async (tx) => {
      const unlisted = outcome === 'sent' ? undefined : await this.store.holdUnlisted(tx, deliveryId);
      await this.store.settle(tx, deliveryId, outcome);
      if (unlisted) await this.list(tx, context, unlisted);
    });
  }

  /** What was asked for on a channel that leads nowhere, such as to no device, is in the list in the app. */
  private async list(tx: Transaction, context: RequestContext, { id, userId, kind }: UnlistedFact) {
    const [person] = await this.people.addressees(tx, [userId]);
    const preferences = (await this.preferences.of(tx, [userId])).get(userId);
    if (!person || !preferences?.kinds[kind].inApp || (kind === 'reminder' && !person.switches.reminder))
      return;
    const listed = await this.store.listUntold(tx, id);
    if (!listed) return;
    await appendEvent(tx, context, {
      name: 'notification.created',
      payload: { userId, notification: seenNotification(this.frontEnd, listed), deliveries: [] },
      resource: { type: 'notification', id },
    });
  }

  override release(deliveryId: Id): Promise<void> {
    return this.unitOfWork.run(RequestContext.system(), (tx) => this.store.release(tx, deliveryId));
  }

  /**
   * A job may have waited for its channel until into the night.
   * @throws PostponeJob in quiet hours, unless it is about security
   */
  private async requireLoud(tx: Transaction, person: Addressee, facts: readonly SeenFact[]): Promise<void> {
    if (facts.every(({ kind }) => waitsForNothing(kind))) return;
    const now = new Date();
    const quiet = (await this.preferences.of(tx, [person.id])).get(person.id)?.quietHours ?? null;
    const wait = quietUntil(quiet, now, person.timezone).getTime() - now.getTime();
    if (wait > 0) throw new PostponeJob(wait, 'It is quiet for the person just now');
  }

  private claimed(delivery: LeasedDelivery, person: Addressee, facts: readonly SeenFact[]): ClaimedDelivery {
    const [first] = facts;
    const kind = delivery.notificationId === null || !first ? 'digest' : first.kind;
    return {
      id: delivery.id,
      channel: delivery.channel,
      userId: person.id,
      kind,
      language: person.language,
      timezone: person.timezone,
      email: person.mailAddress,
      phoneNumber: person.phoneNumber,
      triedAt: delivery.triedAt,
      unsubscribeUrl: isUnsubscribable(kind) ? this.links.of(person.id, kind) : undefined,
      notifications: facts.map(({ id, kind: of, title, body, path, sight, at }) => ({
        id,
        kind: of,
        title,
        body,
        where: sight && sight.within !== sight.title ? inert(sight.within, WHERE_LENGTH) : undefined,
        url: this.frontEnd.urlOf(path),
        at,
      })),
    };
  }
}

function reachable({ channel }: LeasedDelivery, { mailAddress, phoneNumber }: Addressee): boolean {
  if (channel === 'email') return mailAddress !== null;
  return channel === 'push' || phoneNumber !== null;
}
