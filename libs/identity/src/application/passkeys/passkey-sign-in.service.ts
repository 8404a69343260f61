import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError } from '@almanac/kernel';
import { UnitOfWork, type RequestContext } from '@almanac/platform';
import { SignInCompletion, type SignInOutcome } from '../sign-in-completion';
import { PasskeyAnswers, type PasskeyAnswer, type PasskeyQuestion } from './passkey-answers';

const METHOD = 'passkey';

/** Signs in by a passkey alone. The authenticator has verified its user, so it stands for two factors. */
@Injectable()
export class PasskeySignInService {
  constructor(
    private readonly answers: PasskeyAnswers,
    private readonly completion: SignInCompletion,
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
    if (!checked) throw wrongPasskey();
    return this.unitOfWork.run(ctx, async (tx) => {
      if (!(await this.answers.use(tx, checked))) throw wrongPasskey();
      return this.completion.complete(
        tx,
        ctx,
        { id: checked.userId },
        { method: METHOD, deviceToken, secondFactorDone: true },
      );
    });
  }
}

function wrongPasskey(): DomainError<ErrorCode> {
  return new DomainError<ErrorCode>('INVALID_CREDENTIALS', 'This passkey cannot be used to sign in');
}
