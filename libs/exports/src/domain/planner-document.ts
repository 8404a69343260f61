/**
 * A whole planner as a reader sees it: what every export of a planner is written from. It is read from one snapshot of
 * the database, page by page, so that a planner of any size needs the memory of some of them.
 *
 * Nothing here has an id, `uid` aside: what refers to something refers to its place. Instants are UTC texts with milliseconds
 * (`2026-01-25T15:30:00.000Z`); `timeZone` is where they are to be shown. A planner knows no whole days: what is due "on
 * a day" is due at a time of it.
 */
export interface PlannerDocument extends PlannerHead {
  /** IANA: the planner's time zone, else that of whoever exports it. For showing times. */
  readonly timeZone: string;
  /** For showing, beside the title: the owner's name, or the team's. Null where it has none, or the account is gone. */
  readonly ownerName: string | null;
  readonly summary: PlannerSummary;
  /**
   * The sections in their order. Each call is a pass of its own over the same snapshot; inside a pass, a section's
   * activities are read before the next section is asked for (or left out), and once.
   */
  readonly sections: () => AsyncIterable<SectionDocument>;
}

/** What people write about a planner as a whole. */
export interface PlannerHead {
  readonly title: string;
  readonly description: string | null;
  /** Hexadecimal: `#3b82f6`. */
  readonly color: string | null;
  readonly icon: string | null;
  readonly coverImage: string | null;
  readonly tags: readonly string[];
  readonly archivedAt: string | null;
  readonly settings: PlannerDocumentSettings;
}

export interface PlannerDocumentSettings {
  readonly isPublic: boolean;
  readonly allowCollaboration: boolean;
  readonly autoArchive: boolean;
  readonly reminderEnabled: boolean;
  readonly defaultView: string;
  readonly colorScheme: string;
  /** Null means the time zone of whoever looks. */
  readonly timezone: string | null;
}

export type ActivityStatus = 'pending' | 'in-progress' | 'completed' | 'cancelled';
export type ActivityPriority = 'low' | 'medium' | 'high' | 'urgent';
export type ActivityKind = 'task' | 'event' | 'note' | 'goal';

/** Counts of the whole planner, whatever an export leaves out. */
export interface PlannerSummary {
  readonly sections: number;
  readonly activities: number;
  readonly byStatus: Readonly<Record<ActivityStatus, number>>;
  /** In per cent, with one decimal. */
  readonly completionRate: number;
  /** Open, and due before the snapshot. */
  readonly overdue: number;
  /** The first and the last of all start, end and due dates. */
  readonly earliest: string | null;
  readonly latest: string | null;
  /** When the snapshot was taken; nothing that is to be the same again may show it. */
  readonly takenAt: string;
}

export interface SectionDocument {
  /** Counted from 0. */
  readonly index: number;
  readonly title: string;
  readonly description: string | null;
  readonly type: 'tasks' | 'notes' | 'goals';
  readonly settings: {
    readonly collapsed: boolean;
    readonly color: string | null;
    readonly icon: string | null;
  };
  readonly activitiesCount: number;
  readonly completedCount: number;
  /** In their order; to be read once. */
  activities(): AsyncIterable<ActivityDocument>;
}

/** Where an activity stands; both numbers count from 0. */
export interface ActivityPlace {
  readonly section: number;
  readonly activity: number;
}

export interface ActivityDocument {
  /**
   * The same at every export and nowhere else: for formats whose readers know a thing again by it. Not for those that
   * are compared, or given to people to read.
   */
  readonly uid: string;
  readonly place: ActivityPlace;
  readonly title: string;
  /** Markdown, as it was written: inert only once the writer has made it so. */
  readonly description: string | null;
  readonly type: ActivityKind;
  readonly status: ActivityStatus;
  readonly priority: ActivityPriority;
  readonly dueDate: string | null;
  readonly startDate: string | null;
  /** Never before `startDate`. */
  readonly endDate: string | null;
  readonly completedAt: string | null;
  readonly tags: readonly string[];
  readonly assignees: readonly PersonDocument[];
  readonly checklist: readonly { readonly text: string; readonly completed: boolean }[];
  /** What has to be done first. */
  readonly blockedBy: readonly (ActivityPlace & { readonly title: string })[];
  readonly reminders: readonly ReminderDocument[];
  /** Minutes, levels of 1 to 5, and `progress` in per cent. */
  readonly metadata: ActivityFigures;
  readonly location: ActivityPlaceName | null;
  readonly recurrence: RecurrenceDocument | null;
  /** There where there is a recurrence. */
  readonly series: SeriesDocument | null;
  readonly suggestions: readonly SuggestionDocument[];
  readonly commentsCount: number;
  /** The oldest first; to be read once, before the next activity is asked for. */
  readonly comments: () => AsyncIterable<CommentDocument>;
}

/** Somebody who may see the planner. The owner is told apart, so that a planner can be given back to somebody else. */
export interface PersonDocument {
  readonly owner: boolean;
  readonly displayName: string | null;
  readonly username: string | null;
}

/** One of `time` and `offset` is set. */
export interface ReminderDocument {
  readonly type: 'email' | 'push' | 'sms' | 'in-app';
  readonly time: string | null;
  /** Minutes before the due date. */
  readonly offset: number | null;
  readonly sentAt: string | null;
  /** Whether whoever exports has set it: those of others go off for others. */
  readonly mine: boolean;
}

export interface ActivityFigures {
  readonly estimatedDuration?: number;
  readonly actualDuration?: number;
  readonly focusTime?: number;
  readonly difficulty?: number;
  readonly energyLevel?: number;
  readonly pomodoroSessions?: number;
  readonly progress?: number;
}

export interface ActivityPlaceName {
  readonly name?: string;
  readonly address?: string;
  readonly coordinates?: { readonly latitude: number; readonly longitude: number };
}

/** Both forms, as the API shows them. */
export interface RecurrenceDocument {
  readonly pattern: 'daily' | 'weekly' | 'monthly' | 'yearly' | null;
  readonly interval: number | null;
  /** 0 is Sunday. */
  readonly daysOfWeek: readonly number[] | null;
  readonly endDate: string | null;
  readonly occurrences: number | null;
  /** RFC 5545, without DTSTART. */
  readonly rrule: string;
  readonly fromCompletion: boolean;
}

/** Where an activity stands in its series. */
export interface SeriesDocument {
  /** The same for all activities of a series; counted from 0 as series are met. */
  readonly index: number;
  /** When its occurrence is by the rule, wherever it was moved to. */
  readonly originalStart: string;
  /** DTSTART: where the rule is counted from. */
  readonly start: string;
  /** IANA: the wall clock that is kept. */
  readonly timeZone: string;
  /** The how many-th occurrence it is, counted from 1. */
  readonly number: number;
  /** Whether its completion has made the next one: then this one recurs no more. */
  readonly continued: boolean;
  /** The next one; null where there is none, or it is in the trash. */
  readonly next: ActivityPlace | null;
  /** Occurrences that are not as the rule says; told with the activity that the series goes on from. By time. */
  readonly exceptions: readonly OccurrenceException[];
}

/** What an occurrence may have of its own; what is absent is as the series has it. */
export interface OccurrenceContent {
  readonly title?: string;
  readonly description?: string | null;
  readonly type?: ActivityKind;
  readonly priority?: ActivityPriority;
  readonly tags?: readonly string[];
  readonly metadata?: ActivityFigures;
  readonly location?: ActivityPlaceName | null;
  readonly startDate?: string | null;
  readonly dueDate?: string | null;
  readonly endDate?: string | null;
}

export interface OccurrenceException {
  readonly originalStart: string;
  readonly skipped: boolean;
  readonly content: OccurrenceContent;
  /** What the series has there, once the occurrence is an activity that has something of its own. */
  readonly base: OccurrenceContent;
}

/** What the assistant has proposed. */
export interface SuggestionDocument {
  readonly suggestion: string;
  readonly confidence: number | null;
  readonly accepted: boolean | null;
}

export interface CommentDocument {
  /** Null where the account is gone. */
  readonly author: PersonDocument | null;
  readonly text: string;
}

/**
 * What pages show: all but the comments. Nothing in an activity has to be called for then, so that it can be sent to the
 * process that draws.
 */
export interface DrawnPlanner extends Omit<PlannerDocument, 'sections'> {
  sections(): AsyncIterable<DrawnSection>;
}

export interface DrawnSection extends Omit<SectionDocument, 'activities'> {
  activities(): AsyncIterable<DrawnActivity>;
}

export type DrawnActivity = Omit<ActivityDocument, 'comments'>;
