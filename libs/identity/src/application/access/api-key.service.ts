import { Injectable } from '@nestjs/common';
import type { AuditAction, DomainEventName, ErrorCode } from '@almanac/contracts';
import { DomainError, newId, notFound, parseInstant, type Id } from '@almanac/kernel';
import {
  appendEvent,
  AuditTrail,
  callerOf,
  Config,
  Database,
  invalid,
  requireExpected,
  tokenHash,
  UnitOfWork,
  type PageRequest,
  type Principal,
  type RequestContext,
  type Transaction,
} from '@almanac/platform';
import { newApiKey, prefixOf } from '../../domain/access/api-key-text';
import { isWildcard, requireHeld, unknownGrants } from '../../domain/access/grants';
import { ApiKeyRepository, type ApiKey, type ApiKeyValues } from '../ports/api-key.repository';
import { UserRepository } from '../ports/user.repository';
import { AuthorisationChanges } from './authorisation-changes';

/** What an owner says of a key; what is absent stays as it is, or takes its default. */
export interface ApiKeyInput {
  name?: string | undefined;
  permissions?: readonly string[] | undefined;
  /** ISO 8601. */
  expiresAt?: string | null | undefined;
  allowedIps?: readonly string[] | null | undefined;
}

/** A key with what it is called with; shown once. */
export interface ApiKeyWithSecret extends ApiKey {
  key: string;
}

type KeyEvent = Extract<DomainEventName, `api-key.${string}`>;

/** A person's own API keys. */
@Injectable()
export class ApiKeyService {
  constructor(
    private readonly keys: ApiKeyRepository,
    private readonly users: UserRepository,
    private readonly changes: AuthorisationChanges,
    private readonly audit: AuditTrail,
    private readonly unitOfWork: UnitOfWork,
    private readonly database: Database,
    private readonly config: Config,
  ) {}

  list(ctx: RequestContext, page: PageRequest): Promise<string> {
    return this.keys.listOf(ctx, callerOf(ctx).userId, page);
  }

  async get(ctx: RequestContext, id: Id): Promise<ApiKey> {
    return ownedBy(callerOf(ctx), await this.keys.find(this.database.for(ctx), id));
  }

  /** @throws DomainError VALIDATION_ERROR, FORBIDDEN for a wildcard that the caller does not hold, MAX_API_KEYS_REACHED */
  async create(
    ctx: RequestContext,
    input: ApiKeyInput & { name: string; permissions: readonly string[] },
  ): Promise<ApiKeyWithSecret> {
    const caller = callerOf(ctx);
    const values = this.judged(caller, {
      name: input.name,
      permissions: input.permissions,
      allowedIps: input.allowedIps ?? [],
      expiresAt: instantOf(caller, input.expiresAt) ?? null,
    });
    const key = newApiKey(this.config.NODE_ENV === 'production' ? 'live' : 'test');
    return this.unitOfWork.run(ctx, async (tx) => {
      // The owner's row puts keys that are made at once in a row, so that the limit holds.
      await this.users.lock(tx, caller.userId);
      const [limit, used] = [this.config.MAX_API_KEYS, await this.keys.countOf(tx, caller.userId)];
      if (used >= limit) {
        const message = `You have ${used} API keys, and ${limit} are allowed`;
        throw new DomainError<ErrorCode>('MAX_API_KEYS_REACHED', message, { limit, used, tier: caller.tier });
      }
      const secret = { prefix: prefixOf(key), tokenHash: tokenHash(key) };
      const made = await this.keys.insert(tx, { id: newId(), userId: caller.userId, ...values, ...secret });
      await this.tell(tx, ctx, 'api-key.created', made);
      this.record(tx, ctx, 'apiKey.created', made);
      return { ...made, key };
    });
  }

  /** @throws DomainError as `create` does, and NOT_FOUND, FORBIDDEN, PRECONDITION_FAILED */
  async update(ctx: RequestContext, id: Id, input: ApiKeyInput): Promise<ApiKey> {
    const caller = callerOf(ctx);
    return this.unitOfWork.run(ctx, async (tx) => {
      const before = ownedBy(caller, await this.keys.lock(tx, id));
      requireExpected(ctx, before.version);
      const expiresAt = instantOf(caller, input.expiresAt);
      const wanted = {
        name: input.name ?? before.name,
        permissions: input.permissions ?? before.permissions,
        allowedIps: input.allowedIps === undefined ? before.allowedIps : (input.allowedIps ?? []),
        expiresAt: expiresAt === undefined ? before.expiresAt : expiresAt,
      };
      const judged = this.judged(caller, wanted, before);
      const after = await this.keys.update(tx, id, judged);
      await this.tell(tx, ctx, 'api-key.updated', after);
      this.record(tx, ctx, 'apiKey.updated', after, before);
      await this.changes.ofUser(tx, ctx, after.userId);
      return after;
    });
  }

  /** Gives the key a new secret; the one before lives on for so long. */
  async rotate(
    ctx: RequestContext,
    id: Id,
    overlapSeconds: number,
  ): Promise<ApiKeyWithSecret & { previousValidUntil: Date }> {
    const secret = newApiKey(this.config.NODE_ENV === 'production' ? 'live' : 'test');
    return this.unitOfWork.run(ctx, async (tx) => {
      ownedBy(callerOf(ctx), await this.keys.lock(tx, id));
      const { key, previousValidUntil } = await this.keys.rotate(tx, id, {
        prefix: prefixOf(secret),
        tokenHash: tokenHash(secret),
        overlapSeconds,
      });
      await this.tell(tx, ctx, 'api-key.rotated', key);
      this.record(tx, ctx, 'apiKey.rotated', key);
      await this.changes.ofUser(tx, ctx, key.userId);
      return { ...key, key: secret, previousValidUntil };
    });
  }

  /** Ends the caller's key for ever, on every replica. */
  async revoke(ctx: RequestContext, id: Id): Promise<void> {
    await this.unitOfWork.run(ctx, async (tx) => {
      const key = ownedBy(callerOf(ctx), await this.keys.lock(tx, id));
      requireExpected(ctx, key.version);
      await this.end(tx, ctx, key, 'apiKey.revoked');
    });
  }

  /** The same for anybody's key; who may do that is for the caller to know. */
  async revokeAny(ctx: RequestContext, id: Id): Promise<void> {
    await this.unitOfWork.run(ctx, async (tx) => {
      const key = await this.keys.lock(tx, id);
      if (!key) throw notFound('API key');
      await this.end(tx, ctx, key, 'admin.apiKey.revoked');
    });
  }

  private async end(tx: Transaction, ctx: RequestContext, key: ApiKey, action: AuditAction): Promise<void> {
    await this.keys.revoke(tx, key.id);
    await this.tell(tx, ctx, 'api-key.revoked', key);
    this.record(tx, ctx, action, undefined, key);
    this.changes.renewAfterCommit(tx, key.userId);
  }

  /** @throws DomainError VALIDATION_ERROR, FORBIDDEN */
  private judged(caller: Principal, values: ApiKeyValues, before?: ApiKeyValues): ApiKeyValues {
    const { permissions, expiresAt } = values;
    const problems = unknownGrants(permissions);
    if (permissions.length === 0) {
      problems.push({ field: 'permissions', message: 'permissions must not be empty', rule: 'minItems' });
    }
    if (expiresAt && expiresAt !== before?.expiresAt && expiresAt.getTime() <= Date.now()) {
      problems.push({ field: 'expiresAt', message: 'expiresAt must lie in the future', rule: 'future' });
    }
    if (expiresAt && expiresAt.getUTCFullYear() > 9999) {
      problems.push({
        field: 'expiresAt',
        message: 'expiresAt must not lie after the year 9999',
        rule: 'range',
      });
    }
    if (problems.length > 0) throw invalid(problems);
    const added = permissions.filter((grant) => !before?.permissions.includes(grant));
    // Without a wildcard a permission means "as far as I may", at the time of each call.
    requireHeld(caller.permissions, added.filter(isWildcard), 'A key with a wildcard');
    return values;
  }

  private record(
    tx: Transaction,
    ctx: RequestContext,
    action: AuditAction,
    after: ApiKey | undefined,
    before?: ApiKey,
  ): void {
    const id = (after ?? before)?.id ?? '';
    this.audit.record(tx, ctx, {
      action,
      resource: { type: 'apiKey', id },
      before: before && audited(before),
      after: after && audited(after),
    });
  }

  private async tell(tx: Transaction, ctx: RequestContext, name: KeyEvent, key: ApiKey): Promise<void> {
    await appendEvent(tx, ctx, {
      name,
      payload: { userId: key.userId, apiKeyId: key.id },
      resource: { type: 'apiKey', id: key.id, version: key.version },
    });
  }
}

/** What the audit log keeps of a key. */
function audited({ userId, prefix, permissions, allowedIps, expiresAt }: ApiKey): object {
  return { userId, prefix, permissions, allowedIps, expiresAt };
}

function instantOf(caller: Principal, text: string | null | undefined): Date | null | undefined {
  return typeof text === 'string' ? parseInstant(text, caller.timeZone) : text;
}

/** @throws DomainError NOT_FOUND, or FORBIDDEN where it is somebody else's */
function ownedBy(caller: Principal, key: ApiKey | undefined): ApiKey {
  if (!key) throw notFound('API key');
  if (key.userId !== caller.userId) {
    throw new DomainError<ErrorCode>('FORBIDDEN', 'This API key belongs to somebody else');
  }
  return key;
}
