import type { Queryable } from '@almanac/platform';

/** What a purge works off, in this order: what is in a thing goes before the thing. */
export const purgeSteps = [
  ...(['activities', 'activities-of-planners', 'exceptions', 'sections', 'planners'] as const),
  ...(['plans', 'templates'] as const),
] as const;
export type PurgeStep = (typeof purgeSteps)[number];

/** Takes away for good what was deleted long ago. */
export abstract class PurgeStore {
  /** Deletes one batch of what was deleted before then; gives how many rows went. */
  abstract purge(queryable: Queryable, step: PurgeStep, before: Date): Promise<number>;
}
