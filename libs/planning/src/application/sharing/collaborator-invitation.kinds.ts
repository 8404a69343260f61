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
import { readOnly } from '../../domain/read-only';
import { notFound } from '../../domain/refusals';
import type { Role } from '../../domain/role';
import { collaborationClosed, collaboratorRoleOf, higherRole } from '../../domain/sharing/collaborator';
import { isOwnedBy, type SharedRef, type SharedType } from '../../domain/sharing/shared';
import { CollaboratorStore } from '../ports/sharing/collaborator-store';
import { SharedThings } from './shared-things';

/**
 * What it means to take up an invitation to what is shared by name. Into one that lies in the trash nobody can be let.
 */
@Injectable()
abstract class CollaboratorInvitationKind extends InvitationKind {
  abstract override readonly kind: SharedType;

  constructor(
    private readonly store: CollaboratorStore,
    private readonly shared: SharedThings,
    private readonly audit: AuditTrail,
  ) {
    super();
  }

  override async subject(queryable: Queryable, id: Id): Promise<InvitationSubject | undefined> {
    const shared = await this.store.find(queryable, this.ref(id));
    return shared && { what: `the ${this.kind}`, name: shared.title };
  }

  override async lock(tx: Transaction, id: Id): Promise<boolean> {
    await this.shared.kind(this.kind).lock(tx, id);
    return (await this.store.find(tx, this.ref(id))) !== undefined;
  }

  /**
   * The limits are asked for anew: the owner may have come to a lower tier since, or be somebody else.
   * @throws DomainError FORBIDDEN where collaboration was closed, MAX_COLLABORATORS_REACHED, and what is said of what is
   * read-only
   */
  override async join(
    tx: Transaction,
    ctx: RequestContext,
    { id, resourceId, role: text }: Invitation,
    userId: Id,
  ): Promise<Role> {
    const given = collaboratorRoleOf(text);
    if (given === null) throw new Error(`Invitation ${id} is to no role on a ${this.kind}`);
    const shared = await this.store.find(tx, this.ref(resourceId));
    if (!shared) throw notFound(this.kind);
    if (isOwnedBy(shared, userId)) return 'owner';
    if (!shared.open) throw collaborationClosed();
    const before = (await this.store.roleOf(tx, shared, userId)) ?? null;
    const role = higherRole(given, before);
    if (role === before) return role;
    const why = await this.shared.kind(this.kind).whyReadOnly(ctx, resourceId);
    if (why !== null) throw readOnly(why);
    await this.store.put(tx, shared, userId, role);
    if (before === null)
      await this.shared.requireRoom(tx, shared, (await this.store.count(tx, shared)).accepted);
    await this.shared.tell(tx, ctx, shared, userId, { before, after: role });
    this.audit.record(tx, ctx, {
      action: before === null ? `${this.kind}.member.joined` : `${this.kind}.member.updated`,
      resource: { type: this.kind, id: resourceId },
      ...(before === null ? {} : { before: { userId, role: before } }),
      after: { userId, role, invitationId: id },
    });
    return role;
  }

  override declined(tx: Transaction, ctx: RequestContext, { id, resourceId, role }: Invitation): void {
    this.audit.record(tx, ctx, {
      action: `${this.kind}.invitation.declined`,
      // Whoever has the link; nobody signs in for it.
      actor: { type: 'user', id: null },
      resource: { type: this.kind, id: resourceId },
      after: { invitationId: id, role },
    });
  }

  private ref(id: Id): SharedRef {
    return { type: this.kind, id };
  }
}

@Injectable()
export class PlannerInvitationKind extends CollaboratorInvitationKind {
  override readonly kind = 'planner';
}

@Injectable()
export class PlanInvitationKind extends CollaboratorInvitationKind {
  override readonly kind = 'plan';
}
