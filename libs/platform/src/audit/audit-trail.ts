import type { AuditAction } from '@almanac/contracts';
import type { Id } from '@almanac/kernel';
import type { RequestContext } from '../context';
import type { Transaction } from '../database';

export interface AuditActor {
  type: 'user' | 'apiKey' | 'system';
  /** Null where nobody knows who it was. */
  id: Id | null;
}

/** What happened, for the audit log. */
export interface AuditEntry {
  action: AuditAction;
  /** `success` where nothing is said. */
  outcome?: 'success' | 'failure' | undefined;
  /** What it was done to: the singular name of the kind (`user`, `planner`, `role`), and its id. */
  resource?: { type: string; id: Id } | undefined;
  /** Who did it; the caller of the context where nothing is said, and the system where there is none. */
  actor?: AuditActor | undefined;
  /** The fields that changed, as they were. Secrets and content are left out, whatever is given. */
  before?: object | undefined;
  /** The same fields as they are now, or what else is worth knowing. */
  after?: object | undefined;
}

/**
 * The audit log, to be written to. Identity keeps it; every feature may record. An entry commits with the
 * transaction that it is recorded in, or not at all; a refusal is recorded in whatever commits because of it.
 */
export abstract class AuditTrail {
  /** Costs nothing now: the entries of a transaction are written together, at its very end. */
  abstract record(transaction: Transaction, context: RequestContext, entry: AuditEntry): void;
}
