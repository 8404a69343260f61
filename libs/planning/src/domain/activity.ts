import { conflict, DomainError, type Id } from '@almanac/kernel';
import type { Attachment } from './activity-parts/attachments';
import { newChecklist, type ChecklistItem, type ChecklistLine } from './activity-parts/checklist';
import { mergeObjects, type JsonObject } from './merge-patch';
import type { Position } from './position';
import { patchRecurrence, unsaid, type Recurrence, type RecurrenceInput } from './recurrence/recurrence';
import { settleSeries, type SeriesPlace } from './recurrence/series-place';
import { refused } from './refusals';
import { instant } from './time-range';

/** Rules of activities: what a patch means, what completing does, which dates fit together. */
export const activityTypes = ['task', 'event', 'note', 'goal'] as const;
export const activityStatuses = ['pending', 'in-progress', 'completed', 'cancelled'] as const;
export const priorities = ['low', 'medium', 'high', 'urgent'] as const;
export type ActivityType = (typeof activityTypes)[number];
export type ActivityStatus = (typeof activityStatuses)[number];
export type Priority = (typeof priorities)[number];

/** Minutes, levels of 1 to 5, a percentage. */
export interface ActivityMetadata {
  estimatedDuration?: number;
  actualDuration?: number;
  focusTime?: number;
  difficulty?: number;
  energyLevel?: number;
  pomodoroSessions?: number;
  progress?: number;
}

export interface ActivityLocation {
  name?: string;
  address?: string;
  coordinates?: { latitude: number; longitude: number };
}

/** What an activity says. Dates are UTC texts with milliseconds, so they compare as texts. */
export interface ActivityContent {
  title: string;
  description: string | null;
  type: ActivityType;
  status: ActivityStatus;
  priority: Priority;
  dueDate: string | null;
  startDate: string | null;
  endDate: string | null;
  completedAt: string | null;
  tags: string[];
  /** People who may see the planner. */
  assignees: Id[];
  checklist: ChecklistItem[];
  /** Activities of the same planner that come first; never in a circle. */
  blockedBy: Id[];
  /** Files, by their own ids; clients add and remove them one by one. */
  attachments: Attachment[];
  metadata: ActivityMetadata;
  location: ActivityLocation | null;
  recurrence: Recurrence | null;
  /** Of what recurs, and of what has recurred. */
  series: SeriesPlace | null;
}

export interface Activity {
  id: Id;
  sectionId: Id;
  plannerId: Id;
  version: number;
  position: Position;
  deletedAt: string | null;
  content: ActivityContent;
}

type Nullable<T> = { [K in keyof T]?: T[K] | null | undefined };

/** What a client may send: all of it for a new activity, parts for a change; null clears. */
export interface ActivityInput {
  title?: string | undefined;
  description?: string | null | undefined;
  type?: string | undefined;
  status?: string | undefined;
  priority?: string | undefined;
  dueDate?: string | null | undefined;
  startDate?: string | null | undefined;
  endDate?: string | null | undefined;
  tags?: string[] | null | undefined;
  assignees?: Id[] | null | undefined;
  /** In its order; what has no id is new. */
  checklist?: readonly ChecklistLine[] | null | undefined;
  blockedBy?: Id[] | null | undefined;
  metadata?: Nullable<ActivityMetadata> | null | undefined;
  location?: Nullable<ActivityLocation> | null | undefined;
  recurrence?: RecurrenceInput | null | undefined;
  /** Minutes; the same as `metadata.estimatedDuration`, which it overrides. */
  estimatedDuration?: number | null | undefined;
}

/** When something happens, and in which zone dates without an offset are read. */
export interface Moment {
  now: Date;
  timeZone: string;
  /** In which recurrence is reckoned: the planner's, where it has one. */
  seriesZone?: string | undefined;
}

const empty: ActivityContent = {
  title: '',
  description: null,
  type: 'task',
  status: 'pending',
  priority: 'medium',
  dueDate: null,
  startDate: null,
  endDate: null,
  completedAt: null,
  tags: [],
  assignees: [],
  checklist: [],
  blockedBy: [],
  attachments: [],
  metadata: {},
  location: null,
  recurrence: null,
  series: null,
};

/** The content of a new activity. */
export function activityContent(input: ActivityInput & { title: string }, moment: Moment): ActivityContent {
  return patchActivity(empty, input, moment);
}

/**
 * The content after PUT: nothing of the old one stays but its attachments, which have addresses of their own, and the
 * time of its completion, if it stays completed.
 */
export function replaceActivity(
  before: ActivityContent,
  input: ActivityInput & { title: string },
  moment: Moment,
): ActivityContent {
  const { attachments } = before;
  const replaced = { ...activityContent(input, moment), attachments };
  const zone = moment.seriesZone ?? moment.timeZone;
  const next = { ...replaced, series: settleSeries(before, replaced, zone) };
  return next.completedAt !== null && before.completedAt !== null
    ? { ...next, completedAt: before.completedAt }
    : next;
}

/** The content after a merge patch, with what its status brings along. */
export function patchActivity(
  before: ActivityContent,
  patch: ActivityInput,
  moment: Moment,
): ActivityContent {
  const { recurrence, ...rest } = patch;
  const merged = mergeObjects({ ...before }, normalised(rest, moment.timeZone)) as Partial<ActivityContent>;
  const zone = moment.seriesZone ?? moment.timeZone;
  const { location } = merged;
  const next: ActivityContent = {
    ...empty,
    ...merged,
    title: (merged.title ?? before.title).trim(),
    completedAt: before.completedAt,
    location: location && Object.keys(location).length > 0 ? location : null,
    recurrence: recurrenceAfter(before.recurrence, recurrence, zone),
  };
  requireOrder(next);
  const series = settleSeries(before, next, zone);
  return settle(before.status, { ...next, series }, patch, moment);
}

function recurrenceAfter(
  before: Recurrence | null,
  patch: RecurrenceInput | null | undefined,
  zone: string,
): Recurrence | null {
  if (patch === undefined) return before;
  return patch === null ? null : patchRecurrence(before, patch, zone);
}

/**
 * The content with some fields as they were before, which may not go together with what others hold by now. A rule, or a
 * beginning, that comes back goes on in the series where it was, else begins one as any other change of it does.
 * @param former where it stood in its series before
 * @throws DomainError CONFLICT
 */
export function revertActivity(
  content: ActivityContent,
  patch: JsonObject,
  { timeZone, seriesZone = timeZone }: Moment,
  former?: SeriesPlace,
): ActivityContent {
  const merged: ActivityContent = {
    ...empty,
    ...(mergeObjects({ ...content }, patch) as Partial<ActivityContent>),
  };
  // To a merge patch null means that there is nothing, and a recurrence says each of its parts.
  const recurrence = merged.recurrence && { ...unsaid, ...merged.recurrence };
  const next = { ...merged, recurrence };
  const { startDate, endDate, status, completedAt } = next;
  const ordered = startDate === null || endDate === null || endDate >= startDate;
  if (!ordered || (status === 'completed') !== (completedAt !== null)) throw fitsNoMore();
  try {
    const settled = settleSeries(content, next, content.series?.timeZone ?? seriesZone);
    const began = settled !== null && settled.id !== content.series?.id;
    return { ...next, series: began ? (former ?? settled) : settled };
  } catch (error) {
    throw error instanceof DomainError ? fitsNoMore() : error;
  }
}

function fitsNoMore() {
  return conflict('What it was before does not fit what was changed since', {
    reason: 'changed-since',
    changed: [],
  });
}

function normalised({ estimatedDuration, ...patch }: ActivityInput, timeZone: string): JsonObject {
  const result: Record<string, unknown> = { ...patch };
  for (const field of ['dueDate', 'startDate', 'endDate'] as const) {
    const text = patch[field];
    if (typeof text === 'string') result[field] = instant(text, timeZone, field);
  }
  for (const field of ['assignees', 'blockedBy'] as const) {
    const ids = patch[field];
    if (ids) result[field] = [...new Set(ids.map((id) => id.toLowerCase()))];
  }
  if (patch.checklist) result['checklist'] = newChecklist(patch.checklist);
  if (estimatedDuration !== undefined) result['metadata'] = { ...patch.metadata, estimatedDuration };
  return result;
}

function requireOrder({ startDate, endDate }: ActivityContent): void {
  if (startDate === null || endDate === null || endDate >= startDate) return;
  throw refused({ field: 'endDate', message: 'endDate must not be before startDate', rule: 'dateOrder' });
}

/** Completing sets the time and the progress; leaving `completed` takes both back. */
function settle(
  before: ActivityStatus,
  next: ActivityContent,
  patch: ActivityInput,
  { now }: Moment,
): ActivityContent {
  if (next.status === 'completed') {
    const completedAt = next.completedAt ?? now.toISOString();
    return { ...next, completedAt, metadata: { ...next.metadata, progress: 100 } };
  }
  if (before !== 'completed') return next;
  const { progress: _cleared, ...metadata } = next.metadata;
  const progress = patch.metadata?.progress ?? undefined;
  return {
    ...next,
    completedAt: null,
    metadata: progress === undefined ? metadata : { ...metadata, progress },
  };
}
