import type { Id } from '@almanac/kernel';
import type { PlannerOwner } from '../planner';

/** What is shared by name (spec: planning.md, "Collaboration and sharing"; "Plans are shared like planners"). */
export type SharedType = 'planner' | 'plan';

export interface SharedRef {
  type: SharedType;
  id: Id;
}

/** A thing that is not deleted, as far as sharing goes. */
export interface Shared extends SharedRef {
  title: string;
  owner: PlannerOwner;
  version: number;
  /** Whether anybody can join it: `settings.allowCollaboration` of a planner. Plans have no such setting. */
  open: boolean;
}

export function isOwnedBy({ owner }: Shared, userId: Id): boolean {
  return 'userId' in owner && owner.userId === userId;
}
