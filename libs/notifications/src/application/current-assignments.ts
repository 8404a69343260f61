import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { AllSights, People, type Addressee, type Sight, type Transaction } from '@almanac/platform';
import { fitting } from '../domain/texts/texts';
import { DeliveryStore, type BulkAssignment, type OpenFact } from './ports/delivery-store';
import { textsFor } from './texts-for';

interface Resource {
  type: string;
  id: Id;
}

/** What an event that assigned many activities at once has left to say to one person. */
interface RemainingAssignment {
  eventId: Id;
  actorId: Id | null;
  activityIds: readonly Id[];
}

/** How a fact is told instead; null: not at all. */
type Retold = Pick<OpenFact, 'title'> | Pick<OpenFact, 'title' | 'path'> | null;

/**
 * Keeps people from being told that something is theirs which was taken from them meanwhile: a digest may be a day old.
 * Of what was assigned at once they are told how much is theirs still.
 */
@Injectable()
export class CurrentAssignments {
  constructor(
    private readonly store: DeliveryStore,
    private readonly sights: AllSights,
    private readonly people: People,
  ) {}

  /** Those of the facts that still hold, as they hold now. */
  async of(tx: Transaction, facts: readonly OpenFact[], person: Addressee): Promise<OpenFact[]> {
    const assignments = facts.filter(({ kind }) => kind === 'assignment');
    if (assignments.length === 0) return [...facts];
    const eventIds = assignments.filter(isBulk).map(({ eventId }) => eventId);
    const bulks = eventIds.length > 0 ? await this.store.bulkAssignments(tx, eventIds, person.id) : [];
    const assigned = await this.assigned(tx, resourcesOf(assignments, bulks), person.id);
    const retold = await this.retold(tx, remaining(bulks, assigned), person);
    return facts.flatMap((fact) => {
      if (fact.kind !== 'assignment') return [fact];
      if (!assigned.has(keyOf({ type: fact.subjectType ?? '', id: fact.subjectId ?? '' }))) return [];
      const instead = isBulk(fact) ? retold.get(fact.eventId) : undefined;
      if (instead === undefined) return [fact];
      return instead === null ? [] : [{ ...fact, ...instead }];
    });
  }

  /** Keys of those that are assigned to the person now. */
  private async assigned(
    tx: Transaction,
    resources: readonly Resource[],
    userId: Id,
  ): Promise<ReadonlySet<string>> {
    const keys = new Set<string>();
    for (const type of new Set(resources.map((resource) => resource.type))) {
      const ids = new Set(resources.filter((resource) => resource.type === type).map(({ id }) => id));
      for (const id of await this.sights.assigned(tx, type, [...ids], userId)) keys.add(keyOf({ type, id }));
    }
    return keys;
  }

  /** By event. */
  private async retold(
    tx: Transaction,
    changed: readonly RemainingAssignment[],
    person: Addressee,
  ): Promise<ReadonlyMap<Id, Retold>> {
    const single = changed.flatMap(({ activityIds: [first, ...others] }) =>
      first !== undefined && others.length === 0 ? [first] : [],
    );
    const sights =
      single.length === 0
        ? new Map<Id, Sight>()
        : await this.sights.look(tx, 'activity', single, [person.id]);
    const names = await this.namesOf(
      tx,
      changed.flatMap(({ actorId }) => actorId ?? []),
    );
    return new Map(
      changed.map(({ eventId, actorId, activityIds }) => {
        const by = (actorId !== null && names.get(actorId)) || null;
        return [eventId, retoldAs(person, by, activityIds, sights)];
      }),
    );
  }

  private async namesOf(tx: Transaction, ids: readonly Id[]): Promise<ReadonlyMap<Id, string | null>> {
    const people = ids.length === 0 ? [] : await this.people.seen(tx, [...new Set(ids)]);
    return new Map(people.map(({ id, displayName, username }) => [id, displayName ?? username ?? null]));
  }
}

/** What was assigned at once is told by its planner, else by the activity itself. */
function isBulk({ subjectType }: OpenFact): boolean {
  return subjectType === 'planner';
}

function resourcesOf(facts: readonly OpenFact[], bulks: readonly BulkAssignment[]): Resource[] {
  return [
    ...facts.flatMap(({ subjectType: type, subjectId: id }) =>
      type === null || id === null ? [] : [{ type, id }],
    ),
    ...bulks.flatMap(({ activityIds }) => (activityIds ?? []).map((id) => ({ type: 'activity', id }))),
  ];
}

/** Those of which some was taken back; events that do not name the activities stay as they were told. */
function remaining(
  bulks: readonly BulkAssignment[],
  assigned: ReadonlySet<string>,
): readonly RemainingAssignment[] {
  return bulks.flatMap(({ eventId, actorId, activityIds }) => {
    const left = (activityIds ?? []).filter((id) => assigned.has(keyOf({ type: 'activity', id })));
    return activityIds === null || left.length === activityIds.length
      ? []
      : [{ eventId, actorId, activityIds: left }];
  });
}

function retoldAs(
  person: Addressee,
  by: string | null,
  [first, ...others]: readonly Id[],
  sights: ReadonlyMap<Id, Sight>,
): Retold {
  if (first === undefined) return null;
  const texts = textsFor(person);
  if (others.length > 0) {
    const { title } = fitting(texts.assignedMany({ by, count: 1 + others.length, planner: '' }));
    return { title };
  }
  const sight = sights.get(first);
  if (!sight) return null;
  const { title } = fitting(texts.assigned({ by, title: sight.title, planner: '' }));
  return { title, path: `/activities/${first}` };
}

function keyOf({ type, id }: Resource): string {
  return `${type} ${id}`;
}
