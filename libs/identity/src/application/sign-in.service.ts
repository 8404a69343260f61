import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError, type Id } from '@almanac/kernel';
import {
  appendEvent,
  Config,
  PasswordHasher,
  tokenHash,
  UnitOfWork,
  type RequestContext,
} from '@almanac/platform';
import type { User } from '../domain/user';
import { UserRepository, type SignInAccount } from './ports/user.repository';
import { SignInGate, type SignInPass } from './sign-in-gate';
import { SignInRecords } from './sign-in-records';
import { TokenIssuer, type TokenPair } from './token-issuer';

export interface SignIn {
  email: string;
  password: string;
  /** Handed out at an earlier sign-in from this device. */
  deviceToken: string | undefined;
}

export interface SignedIn extends TokenPair {
  user: User;
  deviceToken: string;
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
    private readonly records: SignInRecords,
    private readonly issuer: TokenIssuer,
    private readonly hasher: PasswordHasher,
    private readonly unitOfWork: UnitOfWork,
    private readonly config: Config,
  ) {}

  /**
   * @throws DomainError INVALID_CREDENTIALS, ACCOUNT_LOCKED, RATE_LIMIT_EXCEEDED, ACCOUNT_SUSPENDED,
   *   EMAIL_NOT_VERIFIED, SERVICE_UNAVAILABLE
   */
  async signIn(ctx: RequestContext, signIn: SignIn): Promise<SignedIn> {
    const deviceHash = signIn.deviceToken === undefined ? null : tokenHash(signIn.deviceToken);
    const account = await this.users.findForSignIn(signIn.email, deviceHash);
    const pass = await this.gate.enter(ctx, signIn.email, account?.deviceId ?? null);
    try {
      const right = await this.hasher.verify(signIn.password, account?.passwordHash);
      if (!account || !right || account.status === 'deleted')
        return await this.refuse(ctx, pass, account?.id ?? null);
      this.refuseUnfit(account);
      return await this.admit(ctx, pass, account, signIn);
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'INVALID_CREDENTIALS')
        await this.gate.leave(ctx, pass);
      throw error;
    }
  }

  private async admit(
    ctx: RequestContext,
    pass: SignInPass,
    account: SignInAccount,
    signIn: SignIn,
  ): Promise<SignedIn> {
    const renewedHash = await this.renewedHash(account, signIn.password);
    return this.unitOfWork.run(ctx, async (tx) => {
      await this.gate.succeed(tx, pass);
      await this.users.recordSignIn(tx, account.id, renewedHash);
      await this.records.recordAttempt(tx, ctx, account.id, METHOD, null);
      const deviceToken = await this.records.rememberDevice(tx, ctx, account, signIn.deviceToken);
      const tokens = await this.issuer.startSession(tx, ctx, account.id, METHOD);
      const user = await this.users.findById(tx, account.id);
      if (!user) throw invalidCredentials();
      return { ...tokens, user, deviceToken };
    });
  }

  private async refuse(ctx: RequestContext, pass: SignInPass, userId: Id | null): Promise<never> {
    await this.unitOfWork.run(ctx, async (tx) => {
      const { lockedUntil } = await this.gate.fail(tx, pass);
      await this.records.recordAttempt(tx, ctx, userId, METHOD, 'INVALID_CREDENTIALS');
      if (lockedUntil === undefined || userId === null) return;
      await appendEvent(tx, ctx, {
        name: 'user.locked',
        payload: { userId, until: lockedUntil.toISOString() },
        resource: { type: 'user', id: userId },
      });
    });
    throw invalidCredentials();
  }

  /** Only whoever knows the password hears of these. */
  private refuseUnfit(account: SignInAccount): void {
    if (account.status === 'suspended')
      throw new DomainError<ErrorCode>('ACCOUNT_SUSPENDED', 'This account is suspended');
    const { EMAIL_VERIFICATION: setting, NODE_ENV } = this.config;
    const required = setting === 'required' || (setting === 'auto' && NODE_ENV === 'production');
    if (required && !account.emailVerified) {
      throw new DomainError<ErrorCode>(
        'EMAIL_NOT_VERIFIED',
        'Please open the link in the mail that we sent you first',
      );
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
