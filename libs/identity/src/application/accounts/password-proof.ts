import { Injectable } from '@nestjs/common';
import {
  AuditTrail,
  Database,
  invalid,
  keptRefusal,
  PasswordHasher,
  sessionOf,
  UnitOfWork,
  type RequestContext,
} from '@almanac/platform';
import { AccountRepository, type AccountCredentials } from '../ports/account.repository';
import { SignInGate } from '../sign-in-gate';

/**
 * Asks somebody who is signed in for their password. Guesses are counted like those at sign-in, and stay
 * counted although the call that they came with fails.
 */
@Injectable()
export class PasswordProof {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly gate: SignInGate,
    private readonly hasher: PasswordHasher,
    private readonly unitOfWork: UnitOfWork,
    private readonly database: Database,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Gives the credentials that the password fits, to be compared once more by whoever changes them.
   * @param field where the password stood in the body
   * @throws DomainError VALIDATION_ERROR on the field, ACCOUNT_LOCKED, RATE_LIMIT_EXCEEDED, SERVICE_UNAVAILABLE
   */
  async check(ctx: RequestContext, password: string, field: string): Promise<AccountCredentials> {
    const { userId, sessionId } = sessionOf(ctx);
    const account = await this.accounts.credentials(this.database.for(ctx), userId);
    const right = await this.guarded(ctx, sessionId, () =>
      this.hasher.verify(password, account?.passwordHash),
    );
    if (!account || !right) throw wrongProof(field);
    return account;
  }

  /** Counts what `guess` finds out: true forgives former failures, false is one more. */
  async guarded(ctx: RequestContext, sessionId: string, guess: () => Promise<boolean>): Promise<boolean> {
    const pass = await this.gate.enterProof(ctx, sessionId);
    let right: boolean;
    try {
      right = await guess();
    } catch (error) {
      // Where a transaction is open around this, taking the place is undone with it.
      if (!ctx.transaction) await this.gate.leave(ctx, pass);
      throw error;
    }
    await this.unitOfWork.run(ctx, async (tx) => {
      if (right) await this.gate.succeed(tx, pass);
      else {
        await this.gate.fail(tx, pass);
        this.audit.record(tx, ctx, {
          action: 'auth.reauthentication.failed',
          outcome: 'failure',
          resource: { type: 'session', id: sessionId },
        });
      }
    });
    return right;
  }
}

/** A proof of somebody who is signed in is 422, because clients answer a 401 by refreshing (spec: fine-print.md). */
export function wrongProof(field: string): Error {
  return keptRefusal(invalid([{ field, message: `${field} is wrong`, rule: 'proof' }]));
}
