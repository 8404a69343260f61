import type { Id } from '@almanac/kernel';
import type { Queryable } from '@almanac/platform';
import type { Resource } from './resource';
import type { Waiting } from '../../domain/activity-parts/dependencies';

/** What activities have to do with people and with each other. Asked while the planner's lock is held. */
export abstract class ActivityLinkStore {
  /** Those of the people who own the planner or are members of it, by name or by its team. */
  abstract seeing(queryable: Queryable, plannerId: Id, userIds: readonly Id[]): Promise<Id[]>;
  /** Keeps that these people were named in the planner, for when they want to be forgotten. */
  abstract name(queryable: Queryable, plannerId: Id, userIds: readonly Id[]): Promise<void>;
  /** The same for everybody whom an activity, its comments and its reminders name. */
  abstract nameAllOf(queryable: Queryable, plannerId: Id, activityId: Id): Promise<void>;
  /** Makes somebody a viewer, unless they are a member already. */
  abstract letSee(queryable: Queryable, plannerId: Id, userId: Id): Promise<void>;
  /** Those of the activities that are in the planner, and not deleted unless that may be. */
  abstract present(
    queryable: Queryable,
    plannerId: Id,
    ids: readonly Id[],
    may: { beDeleted: boolean },
  ): Promise<Id[]>;
  /** Everything in the planner that waits for something, what lies in the trash too: it may come back. */
  abstract waiting(queryable: Queryable, plannerId: Id): Promise<Waiting[]>;
  /** Live activities of the planner that wait for this one. */
  abstract waitingFor(queryable: Queryable, plannerId: Id, id: Id): Promise<Id[]>;
  /** Planners with open activities that are assigned to a person who may not see them (any more). */
  abstract unseen(queryable: Queryable, userId: Id): Promise<Id[]>;
  /** Some of the planner's open activities that are assigned to the person. */
  abstract openAssigned(
    queryable: Queryable,
    plannerId: Id,
    userId: Id,
  ): Promise<{ id: Id; assignees: Id[] }[]>;
  /** Takes the person off the activity; nobody is named for that. */
  abstract release(queryable: Queryable, id: Id, userId: Id): Promise<Resource>;
  /** Takes the person off the open activities in the planner's trash, which are shown again only once they come back. */
  abstract releaseInTrash(queryable: Queryable, plannerId: Id, userId: Id): Promise<void>;
}
