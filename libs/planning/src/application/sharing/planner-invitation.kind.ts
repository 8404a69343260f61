import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import {
  AuditTrail,
  InvitationKind,
  type Invitation,
  type InvitationSubject,
  type Queryable,
  type RequestContext,
  type Transaction,
} from '@almanac/platform';
import { notFound } from '../../domain/refusals';
import type { Role } from '../../domain/role';
import { collaborationClosed, collaboratorRoleOf, higherRole } from '../../domain/sharing/collaborator';
import { PlannerLedger } from '../ports/planner-ledger';
import { PlannerStore } from '../ports/planner-store';
import { CollaboratorStore } from '../ports/sharing/collaborator-store';
import { CollaboratorAnnouncements } from './collaborator-announcements';
import { SharingAccess } from './sharing-access';

/** What it means to take up an invitation to a planner. Into one that lies in the trash nobody can be let. */
@Injectable()
export class PlannerInvitationKind extends InvitationKind {
  override readonly kind = 'planner';

  constructor(
    private readonly store: CollaboratorStore,
    private readonly planners: PlannerStore,
    private readonly ledger: PlannerLedger,
    private readonly sharing: SharingAccess,
    private readonly announcements: CollaboratorAnnouncements,
    private readonly audit: AuditTrail,
  ) {
    super();
  }

  override async subject(queryable: Queryable, plannerId: Id): Promise<InvitationSubject | undefined> {
    const name = await this.store.title(queryable, plannerId);
    return name === undefined ? undefined : { what: 'the planner', name };
  }

  override async lock(tx: Transaction, plannerId: Id): Promise<boolean> {
    await this.ledger.lock(tx, [plannerId]);
    return (await this.store.title(tx, plannerId)) !== undefined;
  }

  /**
   * The limit is asked for anew: the owner may have come to a lower tier since, or be somebody else.
   * @throws DomainError FORBIDDEN where collaboration was closed, MAX_COLLABORATORS_REACHED
   */
  override async join(
    tx: Transaction,
    ctx: RequestContext,
    { id, resourceId: plannerId, role: text }: Invitation,
    userId: Id,
  ): Promise<Role> {
    const given = collaboratorRoleOf(text);
    if (given === null) throw new Error(`Invitation ${id} is to no role on a planner`);
    const planner = await this.planners.load(tx, plannerId);
    if (planner?.deletedAt !== null) throw notFound('planner');
    if ('userId' in planner.owner && planner.owner.userId === userId) return 'owner';
    if (!planner.content.settings.allowCollaboration) throw collaborationClosed();
    const before = (await this.store.roleOf(tx, plannerId, userId)) ?? null;
    const role = higherRole(given, before);
    if (role === before) return role;
    await this.store.put(tx, plannerId, userId, role);
    if (before === null)
      await this.sharing.requireRoom(tx, planner, (await this.store.count(tx, plannerId)).accepted);
    await this.announcements.changed(tx, ctx, planner, userId, { before, after: role });
    this.audit.record(tx, ctx, {
      action: before === null ? 'planner.member.joined' : 'planner.member.updated',
      resource: { type: 'planner', id: plannerId },
      ...(before === null ? {} : { before: { userId, role: before } }),
      after: { userId, role, invitationId: id },
    });
    return role;
  }

  override declined(tx: Transaction, ctx: RequestContext, { id, resourceId, role }: Invitation): void {
    this.audit.record(tx, ctx, {
      action: 'planner.invitation.declined',
      // Whoever has the link; nobody signs in for it.
      actor: { type: 'user', id: null },
      resource: { type: 'planner', id: resourceId },
      after: { invitationId: id, role },
    });
  }
}
