import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { AuditAction, ErrorCode } from '@almanac/contracts';
import { DomainError, type Id } from '@almanac/kernel';
import {
  AuditTrail,
  Config,
  Database,
  tokenHash,
  type RequestContext,
  type Transaction,
} from '@almanac/platform';
import type { MfaMethod } from '../../domain/mfa/mfa-method';
import { MfaRepository, type OpenChallenge } from '../ports/mfa/mfa.repository';

/** Wrong factors that one sign-in may give. */
const MAX_TRIES = 5;

/**
 * Tokens of sign-ins that wait for their second factor: opaque, so that none can pass for an access token,
 * and kept as a hash.
 */
@Injectable()
export class MfaTokens {
  constructor(
    private readonly mfa: MfaRepository,
    private readonly config: Config,
    private readonly database: Database,
    private readonly audit: AuditTrail,
  ) {}

  /** @param method how the first factor was proved */
  async issue(tx: Transaction, userId: Id, method: string): Promise<string> {
    const token = randomBytes(32).toString('base64url');
    await this.mfa.insertChallenge(tx, tokenHash(token), userId, method, this.config.MFA_TOKEN_SECONDS);
    return token;
  }

  /** @throws DomainError INVALID_TOKEN where it is unknown, used, past its time or out of tries */
  async find(token: string, deviceToken: string | undefined): Promise<OpenChallenge> {
    const deviceHash = deviceToken === undefined ? null : tokenHash(deviceToken);
    const found = await this.mfa.findChallenge(this.database, tokenHash(token), deviceHash, MAX_TRIES);
    if (!found) throw invalidMfaToken();
    return found;
  }

  /**
   * Takes one try. It is held until the transaction ends, and counts if that commits.
   * @throws DomainError INVALID_TOKEN
   */
  async takeTry(tx: Transaction, token: string): Promise<void> {
    if (!(await this.mfa.takeTry(tx, tokenHash(token), MAX_TRIES))) throw invalidMfaToken();
  }

  /** Lets the device need no second factor for a while. */
  async trustDevice(tx: Transaction, ctx: RequestContext, userId: Id, deviceToken: string): Promise<void> {
    const days = this.config.MFA_TRUSTED_DEVICE_DAYS;
    await this.mfa.trustDevice(tx, userId, tokenHash(deviceToken), days);
    this.record(tx, ctx, 'auth.device.trusted', userId, { days });
  }

  /** Uses the token up: the second factor was given. */
  async use(
    tx: Transaction,
    ctx: RequestContext,
    token: string,
    userId: Id,
    factor: MfaMethod,
  ): Promise<void> {
    await this.mfa.useChallenge(tx, tokenHash(token));
    this.record(tx, ctx, 'auth.mfa.challenge.succeeded', userId, { factor });
    if (factor === 'backupCode') this.record(tx, ctx, 'auth.mfa.backup-code.used', userId);
  }

  /** A wrong second factor was given. */
  recordFailure(tx: Transaction, ctx: RequestContext, userId: Id, factor: MfaMethod): void {
    this.audit.record(tx, ctx, {
      action: 'auth.mfa.challenge.failed',
      outcome: 'failure',
      // The first factor was right, yet who it was is not settled.
      actor: { type: 'user', id: null },
      resource: { type: 'user', id: userId },
      after: { factor },
    });
  }

  private record(
    tx: Transaction,
    ctx: RequestContext,
    action: AuditAction,
    userId: Id,
    after?: object,
  ): void {
    const actor = { type: 'user', id: userId } as const;
    this.audit.record(tx, ctx, { action, actor, resource: { type: 'user', id: userId }, after });
  }
}

function invalidMfaToken(): DomainError<ErrorCode> {
  return new DomainError<ErrorCode>(
    'INVALID_TOKEN',
    'This sign-in has expired or had too many wrong codes; please begin it again',
  );
}
