import type { Id } from '@almanac/kernel';
import type { PageRequest, RequestContext } from '@almanac/platform';
import type { TemplateKind } from '../../../domain/templates/body';
import type { Visibility } from '../../../domain/templates/template';

export interface TemplateFilter {
  /** In name and description. */
  search?: string | undefined;
  category?: string | undefined;
  kind?: TemplateKind | undefined;
  tag?: string | undefined;
  visibility?: Visibility | undefined;
  /** Only the caller's own. */
  mine?: boolean | undefined;
}

/** Who looks: their own templates, those of their teams, and all that are public. */
export interface TemplateReader {
  userId: Id;
  teamIds: readonly Id[];
}

/** A template as JSON text, with what policy and ETag need. */
export interface TemplateView {
  json: string;
  version: number;
  usageCount: number;
  ownerId: Id | null;
  teamId: Id | null;
  visibility: Visibility;
}

/** Templates as screens show them: JSON text that PostgreSQL writes. */
export abstract class TemplateViews {
  /** `data` of the list; bodies are left out. */
  abstract list(
    context: RequestContext,
    reader: TemplateReader,
    filter: TemplateFilter,
    page: PageRequest,
  ): Promise<string>;
  abstract one(context: RequestContext, id: Id): Promise<TemplateView | undefined>;
  /** `data` of the categories of what the reader sees, with counts, the fullest first. */
  abstract categories(context: RequestContext, reader: TemplateReader): Promise<string>;
}
