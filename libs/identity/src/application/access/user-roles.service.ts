import { Injectable } from '@nestjs/common';
import { notFound, type FieldProblem, type Id } from '@almanac/kernel';
import {
  appendEvent,
  AuditTrail,
  callerOf,
  invalid,
  UnitOfWork,
  type RequestContext,
  type Transaction,
} from '@almanac/platform';
import { requireHeld } from '../../domain/access/grants';
import { RoleRepository, type HeldRole, type Role } from '../ports/role.repository';
import { LastAdmin } from '../last-admin';
import { UserRepository } from '../ports/user.repository';
import { AuthorisationChanges } from './authorisation-changes';

const TIERS = new Set(['free', 'premium', 'enterprise']);

/** From which roles to which. */
interface Change {
  held: readonly HeldRole[];
  wanted: readonly Role[];
  add: readonly Role[];
  remove: readonly HeldRole[];
}

/** Which roles somebody has beside the one of their tier. */
@Injectable()
export class UserRolesService {
  constructor(
    private readonly roles: RoleRepository,
    private readonly users: UserRepository,
    private readonly changes: AuthorisationChanges,
    private readonly lastAdmin: LastAdmin,
    private readonly audit: AuditTrail,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Makes these the user's roles. Whoever gives or takes one must hold all that it grants.
   * @throws DomainError NOT_FOUND, VALIDATION_ERROR, FORBIDDEN, CONFLICT for the last admin
   */
  async replace(ctx: RequestContext, userId: Id, namesOrIds: readonly string[]): Promise<HeldRole[]> {
    return this.unitOfWork.run(ctx, async (tx) => {
      if (!(await this.users.findById(tx, userId))) {
        throw notFound('User');
      }
      const wanted = await this.resolve(tx, namesOrIds);
      judge(ctx, await this.change(tx, userId, wanted));
      // Before any account is locked, as everybody does who takes the role from somebody.
      if (!wanted.some(isAdminRole)) await this.lastAdmin.refuseLoss(tx, userId);
      await this.users.lock(tx, userId);
      const change = await this.change(tx, userId, wanted);
      judge(ctx, change);
      if (change.add.length + change.remove.length > 0) await this.write(tx, ctx, userId, change);
      return this.roles.heldBy(tx, userId);
    });
  }

  private async change(tx: Transaction, userId: Id, wanted: readonly Role[]): Promise<Change> {
    const held = (await this.roles.heldBy(tx, userId)).filter(({ source }) => source === 'role');
    return {
      held,
      wanted,
      add: wanted.filter(({ id }) => !held.some((role) => role.id === id)),
      remove: held.filter(({ id }) => !wanted.some((role) => role.id === id)),
    };
  }

  private async write(
    tx: Transaction,
    ctx: RequestContext,
    userId: Id,
    { held, wanted, add, remove }: Change,
  ): Promise<void> {
    const ids = (roles: readonly { id: Id }[]) => roles.map(({ id }) => id);
    const names = (roles: readonly { name: string }[]) => roles.map(({ name }) => name);
    await this.roles.regrant(tx, userId, {
      add: ids(add),
      remove: ids(remove),
      grantedBy: callerOf(ctx).userId,
    });
    await appendEvent(tx, ctx, {
      name: 'user.roles-changed',
      payload: { userId, roleIds: ids([...add, ...remove]) },
      resource: { type: 'user', id: userId },
    });
    this.audit.record(tx, ctx, {
      action: 'user.roles.changed',
      resource: { type: 'user', id: userId },
      before: { roles: names(held) },
      after: { roles: names(wanted) },
    });
    await this.changes.ofUser(tx, ctx, userId);
  }

  /** @throws DomainError VALIDATION_ERROR that names each that is unknown or comes with the tier */
  private async resolve(tx: Transaction, namesOrIds: readonly string[]): Promise<Role[]> {
    const names = namesOrIds.map((text) => text.toLowerCase());
    const roles = await this.roles.resolve(tx, names);
    const problems = names.flatMap((text, index): FieldProblem[] => {
      const role = roles.find(({ id, name }) => id === text || name.toLowerCase() === text);
      const field = `roles[${index}]`;
      if (!role) return [{ field, message: `${field} is no role`, rule: 'role' }];
      if (!role.system || !TIERS.has(role.name)) return [];
      return [{ field, message: `${field} comes with the tier; change the tier`, rule: 'tier' }];
    });
    if (problems.length > 0) throw invalid(problems);
    return roles;
  }
}

/** @throws DomainError FORBIDDEN where the caller does not hold all that a role grants which they give or take */
function judge(ctx: RequestContext, { add, remove }: Change): void {
  for (const { name, permissions } of [...add, ...remove]) {
    requireHeld(callerOf(ctx).permissions, permissions, `The role ${name}`);
  }
}

function isAdminRole({ name, system }: Role): boolean {
  return system && name === 'admin';
}
