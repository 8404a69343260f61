import { Injectable } from '@nestjs/common';
import type { FieldProblem, Id } from '@almanac/kernel';
import type { Transaction } from '@almanac/platform';
import { circleThrough } from '../../domain/activity-parts/dependencies';
import { refused } from '../../domain/refusals';
import { ActivityLinkStore } from '../ports/activity-link-store';

/** The people and activities that an activity names. */
export interface Links {
  assignees: readonly Id[];
  blockedBy: readonly Id[];
}

/**
 * Looks at whom and what an activity names, while the planner's lock is held, so that two changes that would be
 * allowed each by itself cannot both happen. It asks only about what is new: nothing for most changes.
 */
@Injectable()
export class ActivityLinks {
  constructor(private readonly store: ActivityLinkStore) {}

  /**
   * @param reverts it was so before: what it waited for may lie in the trash by now, as it would with the link kept
   * @throws DomainError VALIDATION_ERROR naming who may not see the planner, what is not in it, or the circle.
   */
  async check(
    tx: Transaction,
    plannerId: Id,
    before: Links,
    next: Links,
    { id, reverts = false }: { id?: Id; reverts?: boolean } = {},
  ): Promise<void> {
    const assigned = next.assignees.filter((one) => !before.assignees.includes(one));
    const blockers = next.blockedBy.filter((one) => !before.blockedBy.includes(one));
    const problems = [
      ...(await this.blind(tx, plannerId, assigned, next.assignees)),
      ...(await this.elsewhere(tx, plannerId, blockers, next.blockedBy, reverts)),
    ];
    if (problems.length > 0) throw refused(...problems);
    if (assigned.length > 0) await this.store.name(tx, plannerId, assigned);
    if (id !== undefined && blockers.length > 0) await this.refuseCircle(tx, plannerId, id, next.blockedBy);
  }

  /** Those of the people who may see the planner and are named in it from now on, in their order. */
  async naming(tx: Transaction, plannerId: Id, userIds: readonly Id[]): Promise<Id[]> {
    const seeing = await this.seeing(tx, plannerId, userIds);
    if (seeing.length > 0) await this.store.name(tx, plannerId, seeing);
    return seeing;
  }

  /** An activity comes into the planner with all whom it names. Gives those of its assignees who may see the planner. */
  async arriving(tx: Transaction, plannerId: Id, id: Id, assignees: readonly Id[]): Promise<Id[]> {
    await this.store.nameAllOf(tx, plannerId, id);
    return this.seeing(tx, plannerId, assignees);
  }

  /** Those of the people who may see the planner, in their order. */
  async seeing(tx: Transaction, plannerId: Id, userIds: readonly Id[]): Promise<Id[]> {
    if (userIds.length === 0) return [];
    const seeing = new Set(await this.store.seeing(tx, plannerId, userIds));
    return userIds.filter((userId) => seeing.has(userId));
  }

  /** Those of the activities that are in the planner and not in its trash. */
  async shown(tx: Transaction, plannerId: Id, ids: readonly Id[]): Promise<Id[]> {
    return ids.length === 0 ? [] : this.store.present(tx, plannerId, ids, { beDeleted: false });
  }

  waitingFor(tx: Transaction, plannerId: Id, id: Id): Promise<Id[]> {
    return this.store.waitingFor(tx, plannerId, id);
  }

  private async blind(tx: Transaction, plannerId: Id, added: readonly Id[], all: readonly Id[]) {
    const seeing = await this.seeing(tx, plannerId, added);
    const message = 'the person must be able to see the planner';
    return problemsOf('assignees', added, seeing, all, { message, rule: 'seesPlanner' });
  }

  private async elsewhere(
    tx: Transaction,
    plannerId: Id,
    added: readonly Id[],
    all: readonly Id[],
    beDeleted: boolean,
  ) {
    const present = added.length === 0 ? [] : await this.store.present(tx, plannerId, added, { beDeleted });
    const message = 'it must be an activity of the same planner';
    return problemsOf('blockedBy', added, present, all, { message, rule: 'samePlanner' });
  }

  private async refuseCircle(tx: Transaction, plannerId: Id, id: Id, blockedBy: readonly Id[]) {
    const waiting = new Map((await this.store.waiting(tx, plannerId)).map((one) => [one.id, one]));
    const others = new Map([...waiting.values()].map((one) => [one.id, one.blockedBy]));
    const circle = circleThrough(id, blockedBy, others);
    if (!circle) return;
    // The first is the activity itself, which may have waited for nothing until now.
    const named = [...circle.slice(1), id].map(
      (one) => `“${waiting.get(one)?.title ?? 'this activity'}” (${one})`,
    );
    const message = `it would wait for itself, by way of ${named.join(', ')}`;
    throw refused({ field: 'blockedBy', message, rule: 'circle' });
  }
}

function problemsOf(
  field: string,
  added: readonly Id[],
  good: readonly Id[],
  all: readonly Id[],
  problem: Omit<FieldProblem, 'field'>,
): FieldProblem[] {
  const known = new Set(good);
  return added
    .filter((one) => !known.has(one))
    .map((one) => ({ field: `${field}[${all.indexOf(one)}]`, ...problem }));
}
