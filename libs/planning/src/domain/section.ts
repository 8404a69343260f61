import type { Id } from '@almanac/kernel';
import { mergeObjects } from './merge-patch';
import type { Position } from './position';

/** Rules of sections: an ordered group of activities in a planner. */
export const sectionTypes = ['tasks', 'notes', 'goals'] as const;
export type SectionType = (typeof sectionTypes)[number];

export interface SectionSettings {
  collapsed: boolean;
  color: string | null;
  icon: string | null;
}

const defaultSettings: SectionSettings = { collapsed: false, color: null, icon: null };

/** What people write into a section. */
export interface SectionContent {
  title: string;
  description: string | null;
  type: SectionType;
  settings: SectionSettings;
}

export interface Section {
  id: Id;
  plannerId: Id;
  version: number;
  position: Position;
  deletedAt: string | null;
  content: SectionContent;
}

export interface SectionInput {
  title?: string | undefined;
  description?: string | null | undefined;
  type?: string | undefined;
  settings?: Partial<SectionSettings> | null | undefined;
}

export function sectionContent(input: SectionInput & { title: string }): SectionContent {
  return patchSection({ title: '', description: null, type: 'tasks', settings: defaultSettings }, input);
}

/** The content after a merge patch. */
export function patchSection(content: SectionContent, patch: SectionInput): SectionContent {
  const merged = mergeObjects({ ...content }, { ...patch }) as Partial<SectionContent>;
  return {
    title: (merged.title ?? content.title).trim(),
    description: merged.description ?? null,
    type: merged.type ?? content.type,
    settings: { ...defaultSettings, ...merged.settings },
  };
}
