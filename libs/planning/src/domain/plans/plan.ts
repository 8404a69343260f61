import type { CalendarRules } from './working-calendar';

/**
 * What a step waits for. FS: it starts after the other ends; SS: after the other starts; FF: it ends after the other
 * ends; SF: it ends after the other starts. `lag` is added to that, in minutes of working time, and may be negative.
 */
export type DependencyType = 'FS' | 'SS' | 'FF' | 'SF';

export interface Dependency {
  id: string;
  type: DependencyType;
  lag: number;
}

export interface PlanStep {
  /** Of the client's choosing. */
  id: string;
  /** Minutes of working time; 0 is a milestone. */
  duration: number;
  dependsOn: readonly Dependency[];
  assignee?: string | undefined;
  /** Milliseconds since 1970. */
  earliestStart?: number | undefined;
  /** Where it starts, whatever else would allow; milliseconds since 1970. */
  fixedStart?: number | undefined;
  /** The higher, the sooner it gets its assignee. */
  priority: number;
}

export interface PlanToSchedule {
  startsAt: number;
  deadline?: number | undefined;
  calendar: CalendarRules;
  steps: readonly PlanStep[];
}
