import { Injectable } from '@nestjs/common';
import { newId, type Id } from '@almanac/kernel';
import {
  AuditTrail,
  type AuditActor,
  type AuditEntry,
  type Collector,
  type Principal,
  type RequestContext,
  type Transaction,
} from '@almanac/platform';
import { auditedValues } from '../../domain/audit/audited-values';
import { extendChain, type NewAuditRecord } from '../../domain/audit/chain';
import { AuditLogRepository } from '../ports/audit-log.repository';

const LONGEST_TEXT = 512;

/**
 * Keeps the audit log. The lock that gives the chain its one order is taken when the work of a transaction is
 * done: it is held for two statements and the commit.
 */
@Injectable()
export class ChainedAuditTrail extends AuditTrail implements Collector<NewAuditRecord> {
  constructor(private readonly log: AuditLogRepository) {
    super();
  }

  override record(tx: Transaction, ctx: RequestContext, entry: AuditEntry): void {
    const actor = entry.actor ?? actorOf(ctx.principal);
    tx.beforeCommit<NewAuditRecord>(this, {
      id: newId(),
      actorType: actor.type,
      actorId: actor.id,
      userId: userOf(actor, ctx.principal),
      action: entry.action,
      resourceType: entry.resource?.type ?? null,
      resourceId: entry.resource?.id ?? null,
      outcome: entry.outcome ?? 'success',
      ip: ctx.ip ?? null,
      userAgent: ctx.userAgent?.slice(0, LONGEST_TEXT).toWellFormed() ?? null,
      requestId: ctx.requestId,
      before: auditedValues(entry.before),
      after: auditedValues(entry.after),
    });
  }

  async write(tx: Transaction, records: readonly NewAuditRecord[]): Promise<void> {
    const { at, ...newest } = await this.log.lockHead(tx);
    await this.log.append(tx, extendChain(newest, at, records));
  }
}

function actorOf(principal: Principal | undefined): AuditActor {
  if (!principal) return { type: 'system', id: null };
  if (principal.apiKeyId !== undefined) return { type: 'apiKey', id: principal.apiKeyId };
  return { type: 'user', id: principal.impersonatorId ?? principal.userId };
}

function userOf(actor: AuditActor, principal: Principal | undefined): Id | null {
  if (principal && actor.id !== null && actor.type !== 'system') return principal.userId;
  return actor.type === 'user' ? actor.id : null;
}
