import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError, isId, newId, notFound, type Id } from '@almanac/kernel';
import {
  appendEvent,
  AuditTrail,
  callerOf,
  Database,
  invalid,
  requireExpected,
  UnitOfWork,
  type PageRequest,
  type RequestContext,
  type Transaction,
} from '@almanac/platform';
import { requireHeld, unknownGrants } from '../../domain/access/grants';
import { RoleRepository, type Role, type RoleFilter, type RoleValues } from '../ports/role.repository';
import { AuthorisationChanges } from './authorisation-changes';

/** What to change; what is absent or undefined stays. */
export type RolePatch = { readonly [Name in keyof RoleValues]?: RoleValues[Name] | undefined };

/**
 * Custom roles. Whoever makes, changes or deletes one must hold all that it grants, before and after: so
 * nobody gives others, or themselves, what they do not hold. System roles keep what they are.
 */
@Injectable()
export class RoleService {
  constructor(
    private readonly roles: RoleRepository,
    private readonly changes: AuthorisationChanges,
    private readonly audit: AuditTrail,
    private readonly unitOfWork: UnitOfWork,
    private readonly database: Database,
  ) {}

  list(ctx: RequestContext, filter: RoleFilter, page: PageRequest): Promise<string> {
    return this.roles.list(ctx, filter, page);
  }

  async get(ctx: RequestContext, id: Id): Promise<Role> {
    return found(await this.roles.find(this.database.for(ctx), id));
  }

  /** @throws DomainError VALIDATION_ERROR, FORBIDDEN, ALREADY_EXISTS */
  async create(ctx: RequestContext, values: RoleValues): Promise<Role> {
    judge(values);
    requireHeld(callerOf(ctx).permissions, values.permissions, 'This role');
    return this.unitOfWork.run(ctx, async (tx) => {
      await this.roles.lockAll(tx);
      await this.refuseTaken(tx, values.name, null);
      const role = await this.roles.insert(tx, newId(), values);
      const resource = { type: 'role', id: role.id, version: role.version };
      await appendEvent(tx, ctx, { name: 'role.created', payload: { roleId: role.id }, resource });
      const entry = { action: 'role.created' as const, resource: { type: 'role', id: role.id } };
      this.audit.record(tx, ctx, { ...entry, after: audited(role) });
      return role;
    });
  }

  /** @throws DomainError as `create` does, and NOT_FOUND, PRECONDITION_FAILED */
  async update(ctx: RequestContext, id: Id, patch: RolePatch): Promise<Role> {
    return this.unitOfWork.run(ctx, async (tx) => {
      const before = found(await this.roles.lock(tx, id));
      requireExpected(ctx, before.version);
      const values = {
        name: patch.name ?? before.name,
        description: patch.description ?? before.description,
        permissions: patch.permissions ?? before.permissions,
        mfaRequired: patch.mfaRequired ?? before.mfaRequired,
      };
      if (before.system && !onlyMfa(patch)) {
        throw refusedForSystem('A system role keeps its name and permissions; mfaRequired alone can be set');
      }
      judge(values);
      requireHeld(callerOf(ctx).permissions, [...before.permissions, ...values.permissions], 'This role');
      if (values.name !== before.name) await this.refuseTaken(tx, values.name, id);
      const after = await this.roles.update(tx, id, values);
      await this.announce(tx, ctx, 'role.updated', after);
      this.audit.record(tx, ctx, {
        action: 'role.updated',
        resource: { type: 'role', id },
        before: audited(before),
        after: audited(after),
      });
      return after;
    });
  }

  /** Deletes a custom role; whoever held it does so no longer, from the next request on. */
  async remove(ctx: RequestContext, id: Id): Promise<void> {
    await this.unitOfWork.run(ctx, async (tx) => {
      const role = found(await this.roles.lock(tx, id));
      requireExpected(ctx, role.version);
      if (role.system) throw refusedForSystem('A system role cannot be deleted');
      requireHeld(callerOf(ctx).permissions, role.permissions, 'This role');
      await this.roles.delete(tx, id);
      await this.announce(tx, ctx, 'role.deleted', role);
      const entry = { action: 'role.deleted' as const, resource: { type: 'role', id } };
      this.audit.record(tx, ctx, { ...entry, before: audited(role) });
    });
  }

  private async announce(
    tx: Transaction,
    ctx: RequestContext,
    name: 'role.updated' | 'role.deleted',
    role: Role,
  ): Promise<void> {
    const epoch = await this.roles.raiseEpoch(tx);
    await appendEvent(tx, ctx, {
      name,
      payload: { roleId: role.id, epoch },
      resource: { type: 'role', id: role.id, version: role.version },
    });
    this.changes.ofRoles(tx, epoch);
  }

  private async refuseTaken(tx: Transaction, name: string, except: Id | null): Promise<void> {
    if (!(await this.roles.nameIsTaken(tx, name, except))) return;
    throw new DomainError<ErrorCode>('ALREADY_EXISTS', 'There is a role with this name already');
  }
}

/** What the audit log keeps of a role. */
function audited({ name, permissions, mfaRequired }: Role): object {
  return { name, permissions, mfaRequired };
}

/** @throws DomainError VALIDATION_ERROR */
function judge({ name, permissions }: RoleValues): void {
  const problems = unknownGrants(permissions);
  // Roles are named by name or id.
  if (isId(name)) problems.push({ field: 'name', message: 'name must not look like an id', rule: 'notUuid' });
  if (problems.length > 0) throw invalid(problems);
}

function found(role: Role | undefined): Role {
  if (role) return role;
  throw notFound('Role');
}

function refusedForSystem(message: string): DomainError<ErrorCode> {
  return new DomainError<ErrorCode>('FORBIDDEN', message);
}

function onlyMfa({ name, description, permissions }: RolePatch): boolean {
  return name === undefined && description === undefined && permissions === undefined;
}
