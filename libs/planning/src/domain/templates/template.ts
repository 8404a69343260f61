import { isDeepStrictEqual } from 'node:util';
import type { Id } from '@almanac/kernel';
import { mergeObjects } from '../merge-patch';
import { refused } from '../refusals';
import type { TemplateBody, TemplateKind } from './body';
import { checkBody } from './check-body';
import { variablesIn } from './variables';

/** Rules of templates: what they hold, and who may see and change them (spec: planning.md "Templates"). */
export const visibilities = ['private', 'team', 'public'] as const;
export type Visibility = (typeof visibilities)[number];

export const DEFAULT_CATEGORY = 'general';
const MAX_VARIABLES = 200;

/** What people write into a template. */
export interface TemplateContent {
  name: string;
  description: string | null;
  category: string;
  kind: TemplateKind;
  body: TemplateBody;
  tags: string[];
  visibility: Visibility;
  /** Whose members see it; there exactly where `visibility` is `team`. */
  teamId: Id | null;
}

export interface Template {
  id: Id;
  /** Null for those that come with the product. */
  ownerId: Id | null;
  version: number;
  content: TemplateContent;
}

/** What a client may send: all of it for a new template, parts of it for a change; null clears. */
export interface TemplateInput {
  name?: string | undefined;
  description?: string | null | undefined;
  category?: string | null | undefined;
  kind?: string | undefined;
  body?: Record<string, unknown> | undefined;
  tags?: string[] | null | undefined;
  visibility?: string | undefined;
  teamId?: Id | null | undefined;
}

export type NewTemplate = TemplateInput & { name: string; kind: string; body: Record<string, unknown> };

/**
 * A template's content from what a client sent for a new one, or to replace one.
 * @throws DomainError VALIDATION_ERROR
 */
export function templateContent(input: NewTemplate): TemplateContent {
  return settled({ ...input }, input);
}

/**
 * The content after a merge patch, which reaches into the body too.
 * @throws DomainError VALIDATION_ERROR
 */
export function patchTemplate(content: TemplateContent, patch: TemplateInput): TemplateContent {
  const merged = mergeObjects({ ...content }, { ...patch });
  // Whoever makes it private or public takes it from the team by that.
  if (patch.visibility !== undefined && patch.visibility !== 'team' && patch.teamId === undefined) {
    merged['teamId'] = null;
  }
  return settled(merged, content);
}

function settled(
  merged: Partial<Record<keyof TemplateContent, unknown>>,
  before: TemplateInput,
): TemplateContent {
  const given = merged as TemplateInput;
  const kind = (given.kind ?? before.kind) as TemplateKind;
  const visibility = (given.visibility ?? 'private') as Visibility;
  const teamId = given.teamId ?? null;
  if (visibility === 'team' && teamId === null) {
    throw refused({
      field: 'teamId',
      message: 'teamId is needed with the visibility team',
      rule: 'required',
    });
  }
  if (visibility !== 'team' && teamId !== null) {
    throw refused({
      field: 'teamId',
      message: 'teamId goes with the visibility team alone',
      rule: 'exclusive',
    });
  }
  const body = checkBody(kind, given.body);
  if (variablesOf(body).length > MAX_VARIABLES) {
    throw refused({
      field: 'body',
      message: `body has more than ${MAX_VARIABLES} variables`,
      rule: 'maxItems',
    });
  }
  return {
    name: (given.name ?? before.name ?? '').trim(),
    description: given.description ?? null,
    category: given.category?.trim() ?? DEFAULT_CATEGORY,
    kind,
    body,
    tags: given.tags ?? [],
    visibility,
    teamId,
  };
}

/** The fields of the second that the first holds otherwise. */
export function fieldsThatDiffer(
  content: TemplateContent,
  from: Partial<TemplateContent>,
): (keyof TemplateContent)[] {
  const names = Object.keys(from) as (keyof TemplateContent)[];
  return names.filter((name) => !isDeepStrictEqual(content[name], from[name]));
}

/** The names of the variables in the texts of a body. */
export function variablesOf({ variables: _declared, ...texts }: TemplateBody): string[] {
  return variablesIn(texts);
}

/** Who looks at templates. */
export interface TemplateViewer {
  userId: Id;
  teamIds: readonly Id[];
  /** May see, or change, every template, by a permission. */
  everywhere: { read: boolean; write: boolean };
}

export type TemplatePlace = Pick<TemplateContent, 'visibility' | 'teamId'> & Pick<Template, 'ownerId'>;

/** Owners, the members of its team, and everybody where it is public. */
export function mayRead({ ownerId, visibility, teamId }: TemplatePlace, viewer: TemplateViewer): boolean {
  return (
    ownerId === viewer.userId ||
    visibility === 'public' ||
    (teamId !== null && viewer.teamIds.includes(teamId)) ||
    viewer.everywhere.read
  );
}

/** Owners alone. What comes with the product is changed by nobody: a new release would undo it. */
export function mayWrite({ ownerId }: TemplatePlace, viewer: TemplateViewer): boolean {
  return ownerId !== null && (ownerId === viewer.userId || viewer.everywhere.write);
}
