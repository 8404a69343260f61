import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError, type Id } from '@almanac/kernel';
import { Config, tokenHash, type RequestContext, type Transaction } from '@almanac/platform';
import type { MfaMethod } from '../domain/mfa/mfa-method';
import { methodsOf, mustSetUp, wantsSecondFactor } from '../domain/mfa/second-factor-rule';
import type { User } from '../domain/user';
import { AccountRestoration } from './leaving/account-restoration';
import { MfaTokens } from './mfa/mfa-tokens';
import { UserRepository, type SignInStanding } from './ports/user.repository';
import { SignInRecords } from './sign-in-records';
import { TokenIssuer, type TokenPair } from './token-issuer';
import { demandsVerifiedEmail } from './verified-email';

/** A first factor that was proved, and what came with it. */
export interface ProvedFactor {
  /** How the person proved who they are: `password`, `passkey`, the name of a provider. */
  method: string;
  /** Handed out at an earlier sign-in from this device. */
  deviceToken: string | undefined;
  /** The proof counts as two factors, or the second was given already. */
  secondFactorDone: boolean;
  /** The person wants this device to need no second factor for a while. */
  trustDevice?: boolean;
}

export interface SignedIn {
  kind: 'signed-in';
  tokens: TokenPair;
  user: User;
  /** By which the device is known from now on. */
  deviceToken: string;
  /** The session may do nothing before a second factor is set up. */
  mfaSetupRequired: boolean;
}

/** Nothing has begun yet: the second factor is to come. */
export interface SecondFactorWanted {
  kind: 'mfa-required';
  mfaToken: string;
  methods: readonly MfaMethod[];
}

export type SignInOutcome = SignedIn | SecondFactorWanted;

/**
 * Ends every sign-in, whatever the first factor was: this is the one place that refuses accounts that may
 * not be used, asks for the second factor, brings a deleted account back, remembers the device and begins the
 * session.
 */
@Injectable()
export class SignInCompletion {
  constructor(
    private readonly users: UserRepository,
    private readonly records: SignInRecords,
    private readonly mfaTokens: MfaTokens,
    private readonly issuer: TokenIssuer,
    private readonly restoration: AccountRestoration,
    private readonly config: Config,
  ) {}

  /**
   * Works in the transaction of whoever checked the first factor, and on the account as it stands there.
   * @throws DomainError INVALID_CREDENTIALS where the account is gone, ACCOUNT_SUSPENDED, EMAIL_NOT_VERIFIED
   */
  async complete(
    tx: Transaction,
    ctx: RequestContext,
    account: { readonly id: Id },
    factor: ProvedFactor,
  ): Promise<SignInOutcome> {
    const deviceHash = factor.deviceToken === undefined ? null : tokenHash(factor.deviceToken);
    const standing = await this.users.lockForSignIn(tx, account.id, deviceHash);
    if (!standing) throw gone();
    this.refuseUnfit(standing);
    const skipped = factor.secondFactorDone || standing.deviceIsTrusted;
    if (!skipped && wantsSecondFactor(standing)) {
      const mfaToken = await this.mfaTokens.issue(tx, standing.id, factor.method);
      return { kind: 'mfa-required', mfaToken, methods: methodsOf(standing) };
    }
    return this.begin(tx, ctx, standing, factor);
  }

  private async begin(
    tx: Transaction,
    ctx: RequestContext,
    standing: SignInStanding,
    { method, deviceToken: known, trustDevice }: ProvedFactor,
  ): Promise<SignedIn> {
    // Only now: whoever has the password and not the second factor brings nothing back.
    if (standing.restorable) await this.restoration.restore(tx, ctx, standing.id);
    await this.users.recordSignIn(tx, standing.id);
    await this.records.recordAttempt(tx, ctx, standing.id, method, null);
    const deviceToken = await this.records.rememberDevice(tx, ctx, standing, known);
    if (trustDevice) await this.mfaTokens.trustDevice(tx, ctx, standing.id, deviceToken);
    const tokens = await this.issuer.startSession(tx, ctx, standing.id, method);
    const user = await this.users.findById(tx, standing.id);
    if (!user) throw gone();
    return { kind: 'signed-in', tokens, user, deviceToken, mfaSetupRequired: mustSetUp(standing) };
  }

  /** Only whoever has proved to be the owner hears of these. */
  private refuseUnfit(standing: SignInStanding): void {
    if (standing.status === 'suspended')
      throw new DomainError<ErrorCode>('ACCOUNT_SUSPENDED', 'This account is suspended');
    if (standing.status === 'deleted' && !standing.restorable) throw gone();
    if (demandsVerifiedEmail(this.config) && !standing.emailVerified) {
      throw new DomainError<ErrorCode>(
        'EMAIL_NOT_VERIFIED',
        'Please open the link in the mail that we sent you first',
      );
    }
  }
}

function gone(): DomainError<ErrorCode> {
  return new DomainError<ErrorCode>('INVALID_CREDENTIALS', 'This account is gone');
}
