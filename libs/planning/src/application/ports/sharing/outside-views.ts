import type { Id } from '@almanac/kernel';
import type { PageRequest, RequestContext } from '@almanac/platform';

export interface PublicFilter {
  /** In title and description. */
  search?: string | undefined;
  tag?: string | undefined;
}

/**
 * Planners as they are shown to people without an account: JSON text that PostgreSQL writes. Nothing in it names
 * anybody, and settings are left out.
 */
export abstract class OutsideViews {
  /** With sections and activities; nothing where it is deleted. */
  abstract shared(context: RequestContext, plannerId: Id): Promise<string | undefined>;
  /** The same, where it is public. */
  abstract public(context: RequestContext, plannerId: Id): Promise<string | undefined>;
  /** `data` of the list of public planners. */
  abstract publicList(context: RequestContext, filter: PublicFilter, page: PageRequest): Promise<string>;
}
