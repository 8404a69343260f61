import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { AllSights, type Addressee, type Sight, type Transaction } from '@almanac/platform';
import { mayTell } from '../domain/preferences';
import { CurrentAssignments } from './current-assignments';
import { DeliveryStore, type OpenFact, type LeasedDelivery } from './ports/delivery-store';
import { PreferencesStore } from './ports/preferences-store';

/** A fact with what it is about as the person sees it now; nothing where it is about themselves. */
export type SeenFact = OpenFact & { sight: Sight | undefined };

/** What of a delivery is still to be told at the moment at which it is sent. */
@Injectable()
export class PendingFacts {
  constructor(
    private readonly store: DeliveryStore,
    private readonly preferences: PreferencesStore,
    private readonly sights: AllSights,
    private readonly assigned: CurrentAssignments,
  ) {}

  /** What is unread, still on by the person's choice, still so, and about what they may see. */
  async of(tx: Transaction, delivery: LeasedDelivery, person: Addressee): Promise<SeenFact[]> {
    const preferences = (await this.preferences.of(tx, [person.id])).get(person.id);
    if (!preferences) return [];
    const wished = (await this.store.openFacts(tx, delivery)).filter(({ kind, chosen }) =>
      mayTell(preferences, person.switches, kind, delivery.channel, chosen),
    );
    const open = await this.assigned.of(tx, wished, person);
    const things = open.flatMap(thingsOf);
    const seen = new Map<string, Sight>();
    for (const type of new Set(things.map((thing) => thing.type))) {
      const ids = things.filter((thing) => thing.type === type).map(({ id }) => id);
      const sights = await this.sights.look(tx, type, ids, [person.id]);
      for (const sight of sights.values())
        if (sight.seenBy.has(person.id)) seen.set(`${type} ${sight.id}`, sight);
    }
    return open.flatMap((fact) => {
      const sights = thingsOf(fact).map(({ type, id }) => seen.get(`${type} ${id}`));
      return sights.includes(undefined) ? [] : [{ ...fact, sight: sights[0] }];
    });
  }
}

/** What the person must be able to see: what it is about, and then the comment whose words it repeats. */
function thingsOf({ subjectType, subjectId, commentId }: OpenFact): { type: string; id: Id }[] {
  return [
    ...(subjectType === null || subjectId === null ? [] : [{ type: subjectType, id: subjectId }]),
    ...(commentId === null ? [] : [{ type: 'comment', id: commentId }]),
  ];
}
