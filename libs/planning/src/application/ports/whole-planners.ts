import type { Id } from '@almanac/kernel';
import type { Snapshot } from '@almanac/platform';
import type { ActivityContent, ActivityStatus } from '../../domain/activity';
import type { ReminderContent } from '../../domain/activity-parts/reminder';
import type { PlannerContent } from '../../domain/planner';
import type { OwnContent } from '../../domain/recurrence/occurrence-content';
import type { SectionContent } from '../../domain/section';

/** A planner with all that is in it, the trash aside. Instants are UTC texts. */
export interface WholePlanner extends PlannerContent {
  ownerId: Id;
  teamId: Id | null;
  teamName: string | null;
  archivedAt: string | null;
  counts: WholePlannerCounts;
  /** A pass: in their order, each with its activities. Those are read before the next section, or left out. */
  sections(): AsyncIterable<WholeSection>;
}

export interface WholePlannerCounts {
  sections: number;
  activities: number;
  byStatus: Record<ActivityStatus, number>;
  /** Open, and due before the snapshot. */
  overdue: number;
  /** Of all start, end and due dates. */
  earliest: string | null;
  latest: string | null;
  /** When the snapshot was taken. */
  takenAt: string;
}

export interface WholeSection extends SectionContent {
  index: number;
  activitiesCount: number;
  completedCount: number;
  /** In their order; to be read once. */
  activities(): AsyncIterable<WholeActivity>;
}

/** Counted from 0. */
export interface Place {
  section: number;
  activity: number;
}

export interface WholeActivity extends Omit<
  ActivityContent,
  'attachments' | 'blockedBy' | 'series' | 'checklist'
> {
  id: Id;
  place: Place;
  checklist: { text: string; completed: boolean }[];
  /** What it waits for and is not in the trash. */
  blockedBy: (Place & { title: string })[];
  reminders: (ReminderContent & { sentAt: string | null; userId: Id })[];
  series: WholeSeries | null;
  aiSuggestions: { suggestion: string; confidence?: number | null; accepted?: boolean | null }[];
  commentsCount: number;
  /** The oldest first; to be read once, before the next activity. */
  comments(): AsyncIterable<{ userId: Id; text: string }>;
}

export interface WholeSeries {
  /** The same for all activities of a series; counted from 0 as series are met. */
  index: number;
  originalStart: string;
  start: string;
  timeZone: string;
  number: number;
  continued: boolean;
  next: Place | null;
  /** Told with the activity that the series goes on from. By time. */
  exceptions: { originalStart: string; skipped: boolean; content: OwnContent; base: OwnContent }[];
}

/**
 * Reads whole planners out of a snapshot, up to 200 activities at a time, in a handful of statements however large they
 * are. It asks nobody who may: whoever opens one has done that.
 */
export abstract class WholePlanners {
  /** Nothing where there is no such planner, or it is in the trash. */
  abstract open(snapshot: Snapshot, plannerId: Id): Promise<WholePlanner | undefined>;
}
