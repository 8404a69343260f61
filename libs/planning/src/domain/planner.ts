import type { Id } from '@almanac/kernel';
import { mergeObjects } from './merge-patch';

/** Rules of planners: what they hold, what is left out, who may change which part (spec: planning.md). */
export interface PlannerSettings {
  isPublic: boolean;
  allowCollaboration: boolean;
  autoArchive: boolean;
  reminderEnabled: boolean;
  defaultView: string;
  colorScheme: string;
  /** IANA; null means the time zone of whoever looks. */
  timezone: string | null;
}

export const defaultSettings: PlannerSettings = {
  isPublic: false,
  allowCollaboration: true,
  autoArchive: false,
  reminderEnabled: true,
  defaultView: 'list',
  colorScheme: 'default',
  timezone: null,
};

/** What people write into a planner. */
export interface PlannerContent {
  title: string;
  description: string | null;
  color: string | null;
  icon: string | null;
  coverImage: string | null;
  tags: string[];
  settings: PlannerSettings;
}

/** Whose planner it is: a person's or a team's. */
export type PlannerOwner = { userId: Id } | { teamId: Id };

export interface Planner {
  id: Id;
  owner: PlannerOwner;
  version: number;
  archivedAt: string | null;
  deletedAt: string | null;
  content: PlannerContent;
}

/** What a client may send: all of it for a new planner, parts of it for a change; null clears. */
export interface PlannerInput {
  title?: string | undefined;
  description?: string | null | undefined;
  color?: string | null | undefined;
  icon?: string | null | undefined;
  coverImage?: string | null | undefined;
  tags?: string[] | null | undefined;
  settings?: Partial<PlannerSettings> | null | undefined;
}

/** Editors change these; everything else is for admins and the owner. */
const editorFields = new Set(['title', 'description', 'color', 'tags']);

/** Whether a change of these fields is more than an editor may do. */
export function needsManager(fields: readonly string[]): boolean {
  return fields.some((field) => !editorFields.has(field.split('.')[0] ?? field));
}

/** A planner's content from what a client sent for a new one, or to replace one. */
export function plannerContent(input: PlannerInput & { title: string }): PlannerContent {
  return patchPlanner({ ...emptyPlanner, title: input.title }, input);
}

/** The content after a merge patch. */
export function patchPlanner(content: PlannerContent, patch: PlannerInput): PlannerContent {
  const merged = mergeObjects({ ...content }, { ...patch }) as Partial<PlannerContent>;
  return {
    title: (merged.title ?? content.title).trim(),
    description: merged.description ?? null,
    color: merged.color ?? null,
    icon: merged.icon ?? null,
    coverImage: merged.coverImage ?? null,
    tags: merged.tags ?? [],
    settings: { ...defaultSettings, ...merged.settings },
  };
}

const emptyPlanner: PlannerContent = {
  title: '',
  description: null,
  color: null,
  icon: null,
  coverImage: null,
  tags: [],
  settings: defaultSettings,
};

const MAX_TITLE = 200;
const COPY = ' (copy)';

/** The title of a copy, cut so that it still fits. */
export function titleOfCopy(title: string): string {
  return `${[...title].slice(0, MAX_TITLE - COPY.length).join('')}${COPY}`;
}
