import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@almanac/contracts';
import { conflict, DomainError, type Id } from '@almanac/kernel';
import { Database, invalid, sessionOf, UnitOfWork, type RequestContext } from '@almanac/platform';
import { wrongProof } from '../accounts/password-proof';
import { MfaRepository } from '../ports/mfa/mfa.repository';
import { UserRepository } from '../ports/user.repository';
import { FactorChanges } from './factor-changes';
import { FactorProof } from './factor-proof';
import { SecondFactors, type TypedFactor } from './second-factors';

/** What an authenticator needs, shown this once. */
export interface MfaSetup {
  secret: string;
  otpauthUrl: string;
  qrCode: string;
  backupCodes: string[];
}

/** A person's authenticator: to set up and to turn off. */
@Injectable()
export class MfaService {
  constructor(
    private readonly mfa: MfaRepository,
    private readonly users: UserRepository,
    private readonly factors: SecondFactors,
    private readonly proof: FactorProof,
    private readonly changes: FactorChanges,
    private readonly unitOfWork: UnitOfWork,
    private readonly database: Database,
  ) {}

  /**
   * Makes a secret and backup codes. They count once a code has shown that the authenticator has the secret.
   * @throws DomainError VALIDATION_ERROR on `password`, CONFLICT where it is on already, ACCOUNT_LOCKED
   */
  async setUp(ctx: RequestContext, password: string | undefined): Promise<MfaSetup> {
    const { userId } = sessionOf(ctx);
    await this.proof.ofPassword(ctx, password);
    const { email, secret, backupCodes } = await this.unitOfWork.run(ctx, async (tx) => {
      const user = await this.users.findById(tx, userId);
      const begun = user && (await this.factors.begin(tx, userId));
      if (!begun) throw alreadyOn();
      this.changes.recordSetup(tx, ctx, userId);
      return {
        email: user.email,
        secret: begun,
        backupCodes: await this.factors.renewBackupCodes(tx, userId),
      };
    });
    return { secret, ...(await this.factors.show(secret, email)), backupCodes };
  }

  /**
   * Turns it on by the first code, which is spent.
   * @throws DomainError VALIDATION_ERROR on `code` or `secret`, CONFLICT where nothing waits for it
   */
  async verifySetup(ctx: RequestContext, code: string, secret: string | undefined): Promise<void> {
    const { userId } = sessionOf(ctx);
    const pending = await this.factors.pending(this.database.for(ctx), userId);
    if (!pending) throw nothingPending();
    if (secret !== undefined && secret !== pending.secret) {
      throw invalid([{ field: 'secret', message: 'secret is not that of the setup', rule: 'proof' }]);
    }
    let step: number | undefined;
    await this.proof.guarded(ctx, async () => {
      step = await this.factors.stepOf(pending, code);
      return step !== undefined;
    });
    if (step === undefined) throw wrongProof('code');
    const spent = step;
    await this.unitOfWork.run(ctx, async (tx) => {
      if (!(await this.mfa.confirm(tx, userId, pending.sealed, spent))) throw nothingPending();
      await this.changes.announce(tx, ctx, userId, 'mfa-enabled');
    });
  }

  /** @throws DomainError VALIDATION_ERROR on the field, CONFLICT where it is off, ACCOUNT_LOCKED */
  async renewBackupCodes(
    ctx: RequestContext,
    password: string | undefined,
    typed: TypedFactor,
  ): Promise<string[]> {
    const { userId } = sessionOf(ctx);
    await this.refuseUnlessOn(ctx, userId);
    await this.proof.ofPassword(ctx, password);
    await this.proof.ofFactor(ctx, typed);
    return this.unitOfWork.run(ctx, async (tx) => {
      const codes = await this.factors.renewBackupCodes(tx, userId);
      await this.changes.announce(tx, ctx, userId, 'backup-codes-renewed');
      return codes;
    });
  }

  /**
   * Forgets authenticator and backup codes, and the trust in devices.
   * @throws DomainError VALIDATION_ERROR on the field, CONFLICT where it is off, ACCOUNT_LOCKED
   */
  async turnOff(ctx: RequestContext, password: string | undefined, typed: TypedFactor): Promise<void> {
    const { userId } = sessionOf(ctx);
    await this.refuseUnlessOn(ctx, userId);
    await this.proof.ofPassword(ctx, password);
    await this.proof.ofFactor(ctx, typed);
    await this.unitOfWork.run(ctx, async (tx) => {
      if (!(await this.mfa.remove(tx, userId))) throw isOff();
      await this.mfa.distrust(tx, userId, undefined);
      await this.changes.announce(tx, ctx, userId, 'mfa-disabled');
    });
  }

  private async refuseUnlessOn(ctx: RequestContext, userId: Id): Promise<void> {
    if (!(await this.mfa.standing(this.database.for(ctx), userId)).totp) throw isOff();
  }
}

function alreadyOn(): DomainError<ErrorCode> {
  return conflict('A second factor is on already; turn it off first');
}

function isOff(): DomainError<ErrorCode> {
  return conflict('No second factor is on');
}

function nothingPending(): DomainError<ErrorCode> {
  return conflict('No setup of a second factor is under way; begin one first');
}
