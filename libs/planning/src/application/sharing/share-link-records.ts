import { Injectable } from '@nestjs/common';
import type { FieldChange, Id } from '@almanac/kernel';
import { AuditTrail, type RequestContext, type Transaction } from '@almanac/platform';
import type { Role } from '../../domain/role';
import { PlannerAnnouncements } from '../planner-announcements';
import type { ShareLink } from '../ports/sharing/share-link-store';

/** What the audit log and the history keep of share links: that there is one, and never which. Gives ids of operations. */
@Injectable()
export class ShareLinkRecords {
  constructor(
    private readonly announcements: PlannerAnnouncements,
    private readonly audit: AuditTrail,
  ) {}

  async shared(
    tx: Transaction,
    ctx: RequestContext,
    plannerId: Id,
    role: Role | null,
    before: ShareLink | undefined,
    { expiresAt, hasPassword }: { expiresAt: Date | null; hasPassword: boolean },
  ): Promise<Id | undefined> {
    this.audit.record(tx, ctx, {
      action: 'planner.shared',
      resource: { type: 'planner', id: plannerId },
      ...(before ? { before: factsOf(before) } : {}),
      after: factsOf({ expiresAt, hasPassword }),
    });
    const changes = [{ field: 'shareLink', before: before !== undefined, after: true }];
    return this.written(tx, ctx, plannerId, role, changes);
  }

  async unshared(
    tx: Transaction,
    ctx: RequestContext,
    plannerId: Id,
    role: Role | null,
  ): Promise<Id | undefined> {
    this.audit.record(tx, ctx, { action: 'planner.unshared', resource: { type: 'planner', id: plannerId } });
    const changes = [{ field: 'shareLink', before: true, after: false }];
    return this.written(tx, ctx, plannerId, role, changes);
  }

  private async written(
    tx: Transaction,
    ctx: RequestContext,
    plannerId: Id,
    role: Role | null,
    changes: FieldChange[],
  ): Promise<Id | undefined> {
    const event = { name: 'planner.updated', changes } as const;
    return (await this.announcements.written(tx, ctx, plannerId, role, event)).operationId;
  }
}

function factsOf({ expiresAt, hasPassword }: Pick<ShareLink, 'expiresAt' | 'hasPassword'>): object {
  return { expiresAt: expiresAt?.toISOString() ?? null, hasPassword };
}
