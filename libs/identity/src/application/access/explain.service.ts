import { Injectable } from '@nestjs/common';
import { permissionCatalogue, type ErrorCode } from '@almanac/contracts';
import { DomainError, includesPermission, intersectPermissions, notFound, type Id } from '@almanac/kernel';
import {
  Database,
  invalid,
  ResourceStandings,
  type RequestContext,
  type StandingLink,
  type StandingVerdict,
} from '@almanac/platform';
import { mustSetUp } from '../../domain/mfa/second-factor-rule';
import { ApiKeyRepository, type ApiKey } from '../ports/api-key.repository';
import { MfaRepository } from '../ports/mfa/mfa.repository';
import { RoleRepository, type HeldRole } from '../ports/role.repository';
import { UserRepository } from '../ports/user.repository';

/** May this user, or this key, do this, in general or with one resource? */
export interface AccessQuestion {
  userId?: Id | undefined;
  apiKeyId?: Id | undefined;
  permission: string;
  resourceType?: string | undefined;
  resourceId?: Id | undefined;
}

/** Something that allows it. */
export interface Reason {
  type: 'role' | 'tier' | 'key' | StandingLink['type'];
  id: Id;
  name: string;
  /** Those of its permissions that matter here. */
  grants: readonly string[];
}

export interface Explanation {
  allowed: boolean;
  via: Reason[];
  /** What is lacking; where it is about one resource, each entry by itself would be enough. */
  missing: string[];
}

/** Whoever it is about, as it stands now. */
interface Subject {
  userId: Id;
  active: boolean;
  /** A second factor must be set up first. */
  mustSetUpMfa: boolean;
  roles: HeldRole[];
  key: ApiKey | undefined;
  /** What counts: of a key what it and its owner both allow. */
  permissions: readonly string[];
}

/**
 * Says whether somebody may do something, and why: the same permissions and the same policies that decide
 * requests, asked one by one.
 */
@Injectable()
export class ExplainService {
  constructor(
    private readonly roles: RoleRepository,
    private readonly keys: ApiKeyRepository,
    private readonly users: UserRepository,
    private readonly mfa: MfaRepository,
    private readonly standings: ResourceStandings,
    private readonly database: Database,
  ) {}

  /** @throws DomainError VALIDATION_ERROR, NOT_FOUND */
  async explain(ctx: RequestContext, question: AccessQuestion): Promise<Explanation> {
    this.judge(question);
    const subject = await this.subjectOf(ctx, question);
    const obstacle = obstacleOf(subject, question.permission);
    if (obstacle !== undefined) return { allowed: false, via: [], missing: [obstacle] };
    const { permission, resourceType, resourceId } = question;
    if (resourceType === undefined || resourceId === undefined) return general(subject, permission);
    const [verb = '', resource = ''] = wide(permission).split(':');
    const verdict = await this.standings.of(resourceType)?.judge({
      userId: subject.userId,
      permissions: subject.permissions,
      verb,
      resource,
      type: resourceType,
      id: resourceId,
    });
    if (!verdict) throw new DomainError<ErrorCode>('NOT_FOUND', `There is no such ${resourceType}`);
    return particular(subject, permission, verdict);
  }

  /** @throws DomainError VALIDATION_ERROR */
  private judge({ userId, apiKeyId, permission, resourceType, resourceId }: AccessQuestion): void {
    const problems = [];
    if ((userId === undefined) === (apiKeyId === undefined)) {
      problems.push({ field: 'userId', message: 'give either userId or apiKeyId', rule: 'exclusive' });
    }
    if (!Object.hasOwn(permissionCatalogue, permission)) {
      const message = 'permission is not in the catalogue of GET /api/v1/admin/permissions';
      problems.push({ field: 'permission', message, rule: 'permission' });
    }
    if ((resourceType === undefined) !== (resourceId === undefined)) {
      const message = 'resourceType and resourceId go together';
      problems.push({ field: 'resourceId', message, rule: 'together' });
    }
    if (resourceType !== undefined) {
      const about = this.standings.of(resourceType)?.types[resourceType];
      const resource = wide(permission).split(':')[1] ?? '';
      if (!about) {
        const message = `unknown resource type; known are ${this.standings.types.join(', ')}`;
        problems.push({ field: 'resourceType', message, rule: 'isIn' });
      } else if (!about.includes(resource)) {
        const message = `permission is not about a ${resourceType}`;
        problems.push({ field: 'permission', message, rule: 'about' });
      }
    }
    if (problems.length > 0) throw invalid(problems);
  }

  private async subjectOf(ctx: RequestContext, { userId, apiKeyId }: AccessQuestion): Promise<Subject> {
    const queryable = this.database.for(ctx);
    const key = apiKeyId === undefined ? undefined : await this.keys.find(queryable, apiKeyId);
    const ownerId = key?.userId ?? userId;
    if (ownerId === undefined) throw notFound('API key');
    const user = await this.users.findById(queryable, ownerId);
    if (!user) throw notFound('User');
    const roles = await this.roles.heldBy(queryable, ownerId);
    const held = roles.flatMap((role) => role.permissions);
    const permissions = key ? intersectPermissions(key.permissions, held) : held;
    return {
      userId: ownerId,
      active: user.status === 'active',
      mustSetUpMfa: mustSetUp(await this.mfa.standing(queryable, ownerId)),
      roles,
      key,
      permissions,
    };
  }
}

/** What keeps the subject from it, whatever it holds. */
function obstacleOf({ active, key, mustSetUpMfa }: Subject, permission: string): string | undefined {
  if (!active) return 'an active account';
  if (key?.expiresAt && key.expiresAt.getTime() <= Date.now()) return 'a key that has not expired';
  // Until then a person may look at their own account, and a key may do nothing.
  const waits = mustSetUpMfa && (key !== undefined || permission !== 'read:own-profile');
  return waits ? 'a second factor, which a role demands' : undefined;
}

/** Without a resource: what the permissions alone say. */
function general(subject: Subject, permission: string): Explanation {
  const allowed = holds(subject, permission);
  return { allowed, via: sources(subject, permission), missing: allowed ? [] : [permission] };
}

/** With one resource: the permission over what is one's own and a link to it, or the permission over everything. */
function particular(subject: Subject, permission: string, verdict: StandingVerdict): Explanation {
  const own = narrow(permission);
  if (!holds(subject, own)) return { allowed: false, via: sources(subject, own), missing: [own] };
  if (verdict.links.length > 0) {
    return { allowed: true, via: [...sources(subject, own), ...verdict.links], missing: [] };
  }
  const { everywhere, wanted } = verdict;
  if (everywhere === undefined) return { allowed: false, via: sources(subject, own), missing: [wanted] };
  if (holds(subject, everywhere)) {
    return { allowed: true, via: sources(subject, everywhere), missing: [] };
  }
  return { allowed: false, via: sources(subject, own), missing: [everywhere, wanted] };
}

function holds({ permissions }: Subject, permission: string): boolean {
  return permissions.some((grant) => includesPermission(grant, permission));
}

/** The roles and the key that bring a permission; of a key both sides must, so one of them alone allows nothing. */
function sources({ roles, key }: Subject, permission: string): Reason[] {
  const matching = (grants: readonly string[]) =>
    grants.filter((grant) => includesPermission(grant, permission));
  const held: Reason[] = roles.map(({ id, name, permissions, source }) => ({
    type: source,
    id,
    name,
    grants: matching(permissions),
  }));
  const all = key
    ? [{ type: 'key' as const, id: key.id, name: key.name, grants: matching(key.permissions) }, ...held]
    : held;
  return all.filter(({ grants }) => grants.length > 0);
}

/** The permission over what is one's own, where the catalogue has one: `write:own-planners`. */
function narrow(permission: string): string {
  const [verb = '', resource = ''] = wide(permission).split(':');
  const own = `${verb}:own-${resource}`;
  return Object.hasOwn(permissionCatalogue, own) ? own : permission;
}

function wide(permission: string): string {
  return permission.replace(':own-', ':');
}
