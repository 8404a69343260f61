import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { AllSights, People, type Addressee, type Transaction } from '@almanac/platform';
import { fitting } from '../domain/texts';
import { textsFor } from '../domain/texts-by-language';
import { DeliveryStore, type GivenAtOnce, type OpenFact } from './ports/delivery-store';

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
    const said: OpenFact[] = [];
    for (const fact of facts) {
      const now = fact.kind === 'assignment' ? await this.now(tx, fact, given, theirs, person) : fact;
      if (now) said.push(now);
    }
    return said;
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

  private async now(
    tx: Transaction,
    fact: OpenFact,
    given: ReadonlyMap<Id, GivenAtOnce>,
    theirs: ReadonlySet<string>,
    person: Addressee,
  ): Promise<OpenFact | undefined> {
    if (!theirs.has(`${fact.subjectType} ${fact.subjectId}`)) return undefined;
    const { actorId = null, activityIds = null } = given.get(fact.eventId) ?? {};
    if (activityIds === null || fact.subjectType !== 'planner') return fact;
    const left = activityIds.filter((id) => theirs.has(`activity ${id}`));
    const [first] = left;
    if (first === undefined) return undefined;
    if (left.length === activityIds.length) return fact;
    const by = await this.nameOf(tx, actorId);
    const texts = textsFor(person);
    if (left.length > 1) {
      const { title } = texts.assignedMany({ by, count: left.length, planner: '' });
      return { ...fact, title: fitting({ title, body: '' }).title };
    }
    const sight = (await this.sights.look(tx, 'activity', [first], [person.id])).get(first);
    if (!sight) return undefined;
    const { title } = texts.assigned({ by, title: sight.title, planner: '' });
    return { ...fact, title: fitting({ title, body: '' }).title, path: `/activities/${first}` };
  }

  private async nameOf(tx: Transaction, id: Id | null): Promise<string | null> {
    const [person] = id === null ? [] : await this.people.seen(tx, [id]);
    return person?.displayName ?? person?.username ?? null;
  }
}
