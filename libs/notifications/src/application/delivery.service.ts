import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import {
  AllSights,
  Config,
  People,
  PostponeJob,
  RequestContext,
  UnitOfWork,
  type Addressee,
  type Transaction,
} from '@almanac/platform';
import { waitsForNothing } from '../domain/delivery-plan';
import { mayTell } from '../domain/preferences';
import { quietUntil } from '../domain/quiet-hours';
import { Deliveries, type ClaimedDelivery, type DeliveryOutcome } from './deliveries';
import { DeliveryStore, type OpenFact, type TakenDelivery } from './ports/delivery-store';
import { PreferencesStore } from './ports/preferences-store';
import { isUnsubscribable, UnsubscribeLinks } from './unsubscribe-links';

/** How long a worker has a delivery alone: longer than a job may take, so that nobody else sends it meanwhile. */
const CLAIM_SECONDS = 90;

/** Deliveries out of PostgreSQL. What holds at the moment of sending decides, not what held when the fact happened. */
@Injectable()
export class DeliveryService extends Deliveries {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: DeliveryStore,
    private readonly preferences: PreferencesStore,
    private readonly people: People,
    private readonly sights: AllSights,
    private readonly links: UnsubscribeLinks,
    private readonly config: Config,
  ) {
    super();
  }

  override claim(deliveryId: Id): Promise<ClaimedDelivery | undefined> {
    return this.unitOfWork.run(RequestContext.system(), async (tx) => {
      const taken = await this.store.take(tx, deliveryId, CLAIM_SECONDS);
      if (taken === undefined) return undefined;
      if ('busyMs' in taken) throw new PostponeJob(taken.busyMs, 'Another worker has this delivery');
      const [person] = await this.people.addressees(tx, [taken.userId]);
      const facts = person ? await this.wanted(tx, taken, person) : [];
      if (person) await this.requireLoud(tx, person, facts);
      const ids = facts.map(({ deliveryId: id }) => id);
      await this.store.keepOnly(tx, taken, ids);
      return person && facts.length > 0 ? this.claimed(taken, person, facts) : undefined;
    });
  }

  override settle(deliveryId: Id, outcome: DeliveryOutcome): Promise<void> {
    return this.unitOfWork.run(RequestContext.system(), (tx) => this.store.settle(tx, deliveryId, outcome));
  }

  override release(deliveryId: Id): Promise<void> {
    return this.unitOfWork.run(RequestContext.system(), (tx) => this.store.release(tx, deliveryId));
  }

  /** What is unread, still on by the person's choice, and about what they may see. */
  private async wanted(tx: Transaction, delivery: TakenDelivery, person: Addressee): Promise<OpenFact[]> {
    if (!reachable(delivery, person)) return [];
    const preferences = (await this.preferences.of(tx, [person.id])).get(person.id);
    if (!preferences) return [];
    const open = (await this.store.openFacts(tx, delivery)).filter(({ kind, chosen }) =>
      mayTell(preferences, person.switches, kind, delivery.channel, chosen),
    );
    const types = new Set(open.flatMap(({ subjectType }) => (subjectType === null ? [] : [subjectType])));
    const seen = new Set<string>();
    for (const type of types) {
      const ids = open.flatMap((fact) =>
        fact.subjectType === type && fact.subjectId !== null ? [fact.subjectId] : [],
      );
      const sights = await this.sights.look(tx, type, ids, [person.id]);
      for (const { id, seenBy } of sights.values()) if (seenBy.has(person.id)) seen.add(`${type} ${id}`);
    }
    return open.filter(
      ({ subjectType, subjectId }) => subjectType === null || seen.has(`${subjectType} ${subjectId ?? ''}`),
    );
  }

  /**
   * A job may have waited for its channel until into the night.
   * @throws PostponeJob in quiet hours, unless it is about security
   */
  private async requireLoud(tx: Transaction, person: Addressee, facts: readonly OpenFact[]): Promise<void> {
    if (facts.every(({ kind }) => waitsForNothing(kind))) return;
    const now = new Date();
    const quiet = (await this.preferences.of(tx, [person.id])).get(person.id)?.quietHours ?? null;
    const wait = quietUntil(quiet, now, person.timezone).getTime() - now.getTime();
    if (wait > 0) throw new PostponeJob(wait, 'It is quiet for the person just now');
  }

  private claimed(delivery: TakenDelivery, person: Addressee, facts: readonly OpenFact[]): ClaimedDelivery {
    const [first] = facts;
    const kind = delivery.notificationId === null || !first ? 'digest' : first.kind;
    const base = this.config.PUBLIC_URL.replace(/\/+$/, '');
    return {
      id: delivery.id,
      channel: delivery.channel,
      userId: person.id,
      kind,
      language: person.language,
      timezone: person.timezone,
      email: person.mailAddress,
      phoneNumber: person.phoneNumber,
      unsubscribeUrl: isUnsubscribable(kind) ? this.links.of(person.id, kind) : undefined,
      notifications: facts.map(({ id, kind: of, title, body, path, at }) => ({
        id,
        kind: of,
        title,
        body,
        url: path === null ? undefined : `${base}${path}`,
        at,
      })),
    };
  }
}

function reachable({ channel }: TakenDelivery, { mailAddress, phoneNumber }: Addressee): boolean {
  if (channel === 'email') return mailAddress !== null;
  return channel === 'push' || phoneNumber !== null;
}
