/**
 * What a file of somebody else's says, before anybody has looked whether it may be so: the fields are those that the
 * REST API takes, whatever they hold. Everything knows the line that it stands on.
 */
export const importFormats = ['json', 'csv', 'ics', 'todoist', 'trello'] as const;
export type ImportFormat = (typeof importFormats)[number];

/** More than any planner that people make; what a hostile file costs is bounded by them. */
export const MAX_ACTIVITIES = 50_000;
export const MAX_SECTIONS = 1000;
/** So many are made while the client waits (docs/adr/0114-imports-all-or-nothing.md); more are a job. */
export const SOON_ACTIVITIES = 500;
/** And of files of so many bytes: few activities may hold much. */
export const SOON_BYTES = 2 * 1024 * 1024;
/** Of a file, in bytes. */
export const MAX_BYTES = 25 * 1024 * 1024;

export interface ImportProblem {
  /** Of the file, counted from 1. */
  line: number;
  message: string;
}

/** More than anybody reads. */
const MAX_TOLD = 1000;

/** What could not be read, in the order in which it was met; beyond a number only counted. */
export class Problems {
  readonly told: ImportProblem[] = [];
  count = 0;

  constructor(before?: { told: readonly ImportProblem[]; count: number }) {
    this.told.push(...(before?.told ?? []));
    this.count = before?.count ?? 0;
  }

  add(line: number, message: string): void {
    this.count += 1;
    // Messages quote the file, and a quotation may end inside a character, which neither JSON nor the database takes.
    const whole = message.slice(0, 500).toWellFormed();
    if (this.told.length < MAX_TOLD) this.told.push({ line, message: whole });
  }
}

/** Nothing of the file can be read. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';

  constructor(
    readonly line: number,
    message: string,
  ) {
    super(message);
  }
}

export interface ReadPlanner {
  line: number;
  input: Record<string, unknown>;
  archivedAt?: string | null;
  sections: ReadSection[];
}

export interface ReadSection {
  line: number;
  input: Record<string, unknown>;
  activities: ReadActivity[];
}

export interface ReadActivity {
  line: number;
  input: Record<string, unknown>;
  /** By which others name it. */
  key?: string;
  blockedBy?: string[];
  reminders?: ReadReminder[];
  completedAt?: string | null;
  /** IANA: in which its repetition is reckoned. */
  seriesZone?: string;
  /** Occurrences that are not as its rule says. */
  exceptions?: ReadException[];
  /** Of our own files alone. */
  restored?: Restored;
}

export interface ReadReminder {
  type: string;
  time?: string | null;
  offset?: number | null;
  sentAt?: string | null;
}

export interface ReadException {
  originalStart: string;
  skipped: boolean;
  content: Record<string, unknown>;
  base: Record<string, unknown>;
}

/** What our own files say that nobody can write by the API. */
export interface Restored {
  /** As it is, progress of what is completed included. */
  metadata: Record<string, unknown>;
  assigned: boolean;
  recurrence: Record<string, unknown> | null;
  series: RestoredSeries | null;
  suggestions: { suggestion: string; confidence: number | null; accepted: boolean | null }[];
  comments: { mine: boolean; text: string }[];
}

export interface RestoredSeries {
  index: number;
  originalStart: string;
  start: string;
  timeZone: string;
  number: number;
  continued: boolean;
  /** The key of the activity. */
  next: string | null;
}

/** A planner of a file, but for its activities. */
export interface ReadHead extends Omit<ReadPlanner, 'sections'> {
  sections: SectionHead[];
}

export interface SectionHead extends Omit<ReadSection, 'activities'> {
  activitiesCount: number;
}

/**
 * What a reader has made of a file. A planner may have 50,000 activities: they are handed over as they are asked for, and
 * whoever does not ask for them has no work with them.
 */
export interface Reading {
  /** Null where nothing of it can be read; then there is a problem that says why. */
  planner: ReadHead | null;
  problems: ImportProblem[];
  /** How many problems there are; more than are told, maybe. */
  problemsCount: number;
  /** Of all sections, in their order: to be walked once, until it is closed. */
  activities: AsyncIterableIterator<ReadActivity, undefined>;
  /** Lets go of what was not asked for. Whoever was given a reading closes it; again does nothing. */
  close(): void;
}

export function activitiesOf({ sections }: ReadHead): number {
  return sections.reduce((sum, { activitiesCount }) => sum + activitiesCount, 0);
}
