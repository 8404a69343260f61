import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError } from '@almanac/kernel';
import { UnitOfWork, type RequestContext } from '@almanac/platform';
import { SignInCompletion, type SignInOutcome } from '../sign-in-completion';
import { SignInFailures } from '../sign-in-failures';
import { SignInRecords } from '../sign-in-records';
import {
  PasskeyAnswers,
  type CheckedPasskey,
  type PasskeyAnswer,
  type PasskeyQuestion,
} from './passkey-answers';

const METHOD = 'passkey';

/** Signs in by a passkey alone. The authenticator has verified its user, so it stands for two factors. */
@Injectable()
export class PasskeySignInService {
  constructor(
    private readonly answers: PasskeyAnswers,
    private readonly completion: SignInCompletion,
    private readonly records: SignInRecords,
    private readonly failures: SignInFailures,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Asks for any passkey of this server: no address is needed, and nobody learns who has one. */
  ask(ctx: RequestContext): Promise<PasskeyQuestion> {
    return this.answers.ask(ctx, 'sign-in', null);
  }

  /** @throws DomainError INVALID_CREDENTIALS, ACCOUNT_SUSPENDED, EMAIL_NOT_VERIFIED */
  async signIn(
    ctx: RequestContext,
    answer: PasskeyAnswer,
    deviceToken: string | undefined,
  ): Promise<SignInOutcome> {
    const checked = await this.answers.check(ctx, answer, 'sign-in', null);
    try {
      const outcome = checked && (await this.admit(ctx, checked, deviceToken));
      if (outcome) return outcome;
    } catch (error) {
      if (checked) await this.failures.recordRefusal(ctx, checked.userId, METHOD, error);
      throw error;
    }
    const userId = checked?.userId ?? null;
    await this.unitOfWork.run(ctx, (tx) =>
      this.records.recordAttempt(tx, ctx, userId, METHOD, 'INVALID_CREDENTIALS'),
    );
    throw wrongPasskey();
  }

  /** Undefined where the authenticator has counted less than before: it may be a copy. */
  private admit(
    ctx: RequestContext,
    checked: CheckedPasskey,
    deviceToken: string | undefined,
  ): Promise<SignInOutcome | undefined> {
    const factor = { method: METHOD, deviceToken, secondFactorDone: true };
    return this.unitOfWork.run(ctx, async (tx) => {
      if (!(await this.answers.use(tx, checked))) return undefined;
      return this.completion.complete(tx, ctx, { id: checked.userId }, factor);
    });
  }
}

function wrongPasskey(): DomainError<ErrorCode> {
  return new DomainError<ErrorCode>('INVALID_CREDENTIALS', 'This passkey cannot be used to sign in');
}
