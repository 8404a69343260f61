import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError, type Id } from '@almanac/kernel';
import { PasswordHasher, tokenHash, UnitOfWork, type RequestContext } from '@almanac/platform';
import { UserRepository, type SignInAccount } from './ports/user.repository';
import { SignInCompletion, type SignInOutcome } from './sign-in-completion';
import { SignInFailures } from './sign-in-failures';
import { SignInGate, type SignInPass } from './sign-in-gate';

export interface SignIn {
  email: string;
  password: string;
  /** Handed out at an earlier sign-in from this device. */
  deviceToken: string | undefined;
}

const METHOD = 'password';

/**
 * Signs in by e-mail and password. A wrong e-mail and a wrong password take the same way: the same guard,
 * a hash of the same cost, the same records, the same answer.
 */
@Injectable()
export class SignInService {
  constructor(
    private readonly users: UserRepository,
    private readonly gate: SignInGate,
    private readonly failures: SignInFailures,
    private readonly completion: SignInCompletion,
    private readonly hasher: PasswordHasher,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * @throws DomainError INVALID_CREDENTIALS, ACCOUNT_LOCKED, RATE_LIMIT_EXCEEDED, ACCOUNT_SUSPENDED,
   *   EMAIL_NOT_VERIFIED, SERVICE_UNAVAILABLE
   */
  async signIn(ctx: RequestContext, signIn: SignIn): Promise<SignInOutcome> {
    const deviceHash = signIn.deviceToken === undefined ? null : tokenHash(signIn.deviceToken);
    const account = await this.users.findForSignIn(signIn.email, deviceHash);
    const pass = await this.gate.enter(ctx, signIn.email, account?.deviceId ?? null);
    const right = await this.givingBack(ctx, pass, () =>
      this.hasher.verify(signIn.password, account?.passwordHash),
    );
    if (!account || !right) return this.refuse(ctx, pass, account?.id ?? null);
    try {
      return await this.givingBack(ctx, pass, () => this.admit(ctx, pass, account, signIn));
    } catch (error) {
      await this.failures.recordRefusal(ctx, account.id, METHOD, error);
      throw error;
    }
  }

  private async admit(
    ctx: RequestContext,
    pass: SignInPass,
    account: SignInAccount,
    signIn: SignIn,
  ): Promise<SignInOutcome> {
    const renewedHash = await this.renewedHash(account, signIn.password);
    return this.unitOfWork.run(ctx, async (tx) => {
      // A password that was changed while this one was checked ends all sign-ins with the former.
      if (!(await this.users.keepPassword(tx, account, renewedHash))) throw invalidCredentials();
      const outcome = await this.completion.complete(tx, ctx, account, {
        method: METHOD,
        deviceToken: signIn.deviceToken,
        secondFactorDone: false,
      });
      // Failures are forgiven to whoever is in; else a known password would buy guesses at the second factor.
      if (outcome.kind === 'signed-in') await this.gate.succeed(tx, pass);
      else await this.gate.release(tx, pass);
      return outcome;
    });
  }

  private async refuse(ctx: RequestContext, pass: SignInPass, userId: Id | null): Promise<never> {
    await this.unitOfWork.run(ctx, (tx) => this.failures.record(tx, ctx, pass, userId, METHOD));
    throw invalidCredentials();
  }

  /** Gives the places back when the work is broken off. */
  private async givingBack<T>(ctx: RequestContext, pass: SignInPass, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      await this.gate.leave(ctx, pass);
      throw error;
    }
  }

  private async renewedHash(account: SignInAccount, password: string): Promise<string | null> {
    const outdated = account.passwordHash !== null && this.hasher.isOutdated(account.passwordHash);
    return outdated ? this.hasher.hash(password) : null;
  }
}

function invalidCredentials(): DomainError<ErrorCode> {
  return new DomainError<ErrorCode>('INVALID_CREDENTIALS', 'The e-mail address or the password is wrong');
}
