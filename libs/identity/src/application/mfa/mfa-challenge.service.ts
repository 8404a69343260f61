import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError } from '@almanac/kernel';
import { UnitOfWork, type RequestContext } from '@almanac/platform';
import type { MfaMethod } from '../../domain/mfa/mfa-method';
import { PasskeyAnswers, type PasskeyAnswer, type PasskeyQuestion } from '../passkeys/passkey-answers';
import type { OpenChallenge } from '../ports/mfa/mfa.repository';
import { SignInCompletion, type SignInOutcome } from '../sign-in-completion';
import { SignInFailures } from '../sign-in-failures';
import { SignInGate, type SignInPass } from '../sign-in-gate';
import { refuseUnlessOne } from './factor-proof';
import { MfaTokens } from './mfa-tokens';
import { SecondFactors, type TypedFactor } from './second-factors';

/** What a person gives as the second factor: one of them. */
export interface GivenFactor extends TypedFactor {
  passkey?: PasskeyAnswer | undefined;
}

export interface MfaAnswer {
  mfaToken: string;
  factor: GivenFactor;
  trustDevice: boolean;
  deviceToken: string | undefined;
}

/**
 * Ends a sign-in by its second factor. Wrong ones count for the token (5 tries) and for the account, like
 * wrong passwords: new tokens bring no new guesses.
 */
@Injectable()
export class MfaChallengeService {
  constructor(
    private readonly tokens: MfaTokens,
    private readonly factors: SecondFactors,
    private readonly passkeys: PasskeyAnswers,
    private readonly gate: SignInGate,
    private readonly failures: SignInFailures,
    private readonly completion: SignInCompletion,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** @throws DomainError INVALID_CREDENTIALS, INVALID_TOKEN, ACCOUNT_LOCKED, RATE_LIMIT_EXCEEDED */
  async answer(ctx: RequestContext, answer: MfaAnswer): Promise<SignInOutcome> {
    refuseUnlessOne(answer.factor);
    const challenge = await this.tokens.find(answer.mfaToken, answer.deviceToken);
    const pass = await this.gate.enter(ctx, challenge.email, challenge.deviceId);
    let outcome: SignInOutcome | 'wrong';
    try {
      outcome = await this.settle(ctx, pass, challenge, answer);
    } catch (error) {
      await this.gate.leave(ctx, pass);
      await this.failures.recordRefusal(ctx, challenge.userId, challenge.method, error);
      throw error;
    }
    if (outcome === 'wrong')
      throw new DomainError<ErrorCode>(
        'INVALID_CREDENTIALS',
        'This code is wrong, or was used before: an authenticator shows a new one every 30 seconds',
      );
    return outcome;
  }

  /**
   * Asks for a passkey as the second factor.
   * @throws DomainError INVALID_TOKEN
   */
  async askPasskey(ctx: RequestContext, mfaToken: string): Promise<PasskeyQuestion> {
    const { userId } = await this.tokens.find(mfaToken, undefined);
    return this.passkeys.ask(ctx, 'second-factor', userId);
  }

  /** A wrong factor is a result: it must be counted, so the transaction commits. */
  private async settle(
    ctx: RequestContext,
    pass: SignInPass,
    challenge: OpenChallenge,
    { mfaToken, factor, trustDevice, deviceToken }: MfaAnswer,
  ): Promise<SignInOutcome | 'wrong'> {
    const { userId, method } = challenge;
    const kind = kindOf(factor);
    // Outside of the transaction: what was asked of a passkey is used up whatever comes of it.
    const passkey =
      factor.passkey && (await this.passkeys.check(ctx, factor.passkey, 'second-factor', userId));
    return this.unitOfWork.run(ctx, async (tx) => {
      await this.tokens.takeTry(tx, mfaToken);
      const right = passkey
        ? await this.passkeys.use(tx, passkey)
        : factor.passkey === undefined && (await this.factors.use(tx, userId, factor));
      if (!right) {
        this.tokens.recordFailure(tx, ctx, userId, kind);
        await this.failures.record(tx, ctx, pass, userId, method);
        return 'wrong';
      }
      await this.tokens.use(tx, ctx, mfaToken, userId, kind);
      const proved = { method, deviceToken, secondFactorDone: true, trustDevice };
      const outcome = await this.completion.complete(tx, ctx, { id: userId }, proved);
      await this.gate.succeed(tx, pass);
      return outcome;
    });
  }
}

function kindOf({ passkey, backupCode }: GivenFactor): MfaMethod {
  if (passkey) return 'passkey';
  return backupCode === undefined ? 'totp' : 'backupCode';
}
