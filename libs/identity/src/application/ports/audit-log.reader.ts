import type { Id } from '@almanac/kernel';
import type { PageRequest, RequestContext } from '@almanac/platform';
import type { AuditRecord } from '../../domain/audit/chain';

/** Which entries are wanted; what is left out is not asked. */
export interface AuditFilter {
  actorId?: Id | undefined;
  /** The beginning of the action's name. */
  action?: string | undefined;
  resourceType?: string | undefined;
  resourceId?: Id | undefined;
  outcome?: 'success' | 'failure' | undefined;
  /** At this instant or later. */
  from?: Date | undefined;
  /** Before this instant. */
  to?: Date | undefined;
}

/** The audit log as it is read by people. Pages are JSON text that PostgreSQL writes. */
export abstract class AuditLogReader {
  abstract page(context: RequestContext, filter: AuditFilter, page: PageRequest): Promise<string>;
  /** What a user has done, and what was done to their account; of others only that they did it. */
  abstract pageOf(context: RequestContext, userId: Id, page: PageRequest): Promise<string>;
  /** Up to `limit` entries after a number and up to another, oldest first. */
  abstract batch(filter: AuditFilter, after: number, upTo: number, limit: number): Promise<AuditRecord[]>;
}
