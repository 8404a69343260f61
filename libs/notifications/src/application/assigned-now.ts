import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { AllSights, People, type Addressee, type Transaction } from '@almanac/platform';
import { fitting } from '../domain/texts/texts';
import { DeliveryStore, type GivenAtOnce, type OpenFact } from './ports/delivery-store';
import { textsFor } from './texts-for';

/**
 * Nobody is told that something is theirs which was taken from them meanwhile: of a digest that may be a day. Of what
 * was assigned at once it is told how much of it is theirs still.
 */
@Injectable()
export class AssignedNow {
  constructor(
    private readonly store: DeliveryStore,
    private readonly sights: AllSights,
    private readonly people: People,
  ) {}

  /** Those of the facts that are so now, as they are now. */
  async of(tx: Transaction, facts: readonly OpenFact[], person: Addressee): Promise<OpenFact[]> {
    const assignments = facts.filter(({ kind }) => kind === 'assignment');
    if (assignments.length === 0) return [...facts];
    const events = assignments.filter(({ subjectType }) => subjectType === 'planner');
    const given = new Map<Id, GivenAtOnce>();
    const ids = events.map(({ eventId }) => eventId);
    for (const one of ids.length > 0 ? await this.store.givenAtOnce(tx, ids, person.id) : [])
      given.set(one.eventId, one);
    const theirs = await this.theirs(tx, assignments, [...given.values()], person.id);
    const told = await this.retold(tx, [...given.values()], theirs, person);
    return facts.flatMap((fact) => {
      if (fact.kind !== 'assignment') return [fact];
      if (!theirs.has(`${fact.subjectType} ${fact.subjectId}`)) return [];
      const anew = fact.subjectType === 'planner' ? told.get(fact.eventId) : undefined;
      if (anew === undefined) return [fact];
      return anew === null ? [] : [{ ...fact, ...anew }];
    });
  }

  /** What of all that the facts are about is assigned to the person now, by type and id. */
  private async theirs(
    tx: Transaction,
    facts: readonly OpenFact[],
    given: readonly GivenAtOnce[],
    userId: Id,
  ): Promise<ReadonlySet<string>> {
    const things = facts.flatMap(({ subjectType: type, subjectId: id }) =>
      type === null || id === null ? [] : [{ type, id }],
    );
    for (const { activityIds } of given)
      things.push(...(activityIds ?? []).map((id) => ({ type: 'activity', id })));
    const theirs = new Set<string>();
    for (const type of new Set(things.map((thing) => thing.type))) {
      const ids = [...new Set(things.filter((thing) => thing.type === type).map(({ id }) => id))];
      for (const id of await this.sights.assigned(tx, type, ids, userId)) theirs.add(`${type} ${id}`);
    }
    return theirs;
  }

  /**
   * By event: how what was assigned at once is told now that some of it was taken back; null where nothing is left of it.
   * What is as it was is not in it.
   */
  private async retold(
    tx: Transaction,
    given: readonly GivenAtOnce[],
    theirs: ReadonlySet<string>,
    person: Addressee,
  ): Promise<ReadonlyMap<Id, Pick<OpenFact, 'title'> | Pick<OpenFact, 'title' | 'path'> | null>> {
    const changed = given.flatMap(({ eventId, actorId, activityIds }) => {
      const left = (activityIds ?? []).filter((id) => theirs.has(`activity ${id}`));
      return activityIds === null || left.length === activityIds.length ? [] : [{ eventId, actorId, left }];
    });
    const only = changed.flatMap(({ left: [first, ...others] }) =>
      first && others.length === 0 ? [first] : [],
    );
    const sights = only.length === 0 ? undefined : await this.sights.look(tx, 'activity', only, [person.id]);
    const names = await this.namesOf(
      tx,
      changed.flatMap(({ actorId }) => actorId ?? []),
    );
    const texts = textsFor(person);
    const titled = (title: string) => fitting({ title, body: '' }).title;
    return new Map(
      changed.map(({ eventId, actorId, left: [first, ...others] }) => {
        const by = (actorId !== null && names.get(actorId)) || null;
        if (first === undefined) return [eventId, null];
        const count = 1 + others.length;
        if (count > 1)
          return [eventId, { title: titled(texts.assignedMany({ by, count, planner: '' }).title) }];
        const sight = sights?.get(first);
        if (!sight) return [eventId, null];
        const { title } = texts.assigned({ by, title: sight.title, planner: '' });
        return [eventId, { title: titled(title), path: `/activities/${first}` }];
      }),
    );
  }

  private async namesOf(tx: Transaction, ids: readonly Id[]): Promise<ReadonlyMap<Id, string | null>> {
    const people = ids.length === 0 ? [] : await this.people.seen(tx, [...new Set(ids)]);
    return new Map(people.map(({ id, displayName, username }) => [id, displayName ?? username ?? null]));
  }
}
