import { Injectable } from '@nestjs/common';
import { ok, type Answer, type RequestContext } from '@almanac/platform';
import type { FastifyReply } from 'fastify';
import type { SignInOutcome } from '../application/sign-in-completion';
import type { MfaRequiredDto, SignedInDto } from './auth.dto';
import { SessionCookies } from './session-cookies';
import { UserAnswers } from './user-answers';

/** How every sign-in is answered: tokens, user and cookies, or what the second factor needs. */
@Injectable()
export class SignInAnswers {
  constructor(
    private readonly cookies: SessionCookies,
    private readonly users: UserAnswers,
  ) {}

  async of(
    ctx: RequestContext,
    reply: FastifyReply,
    outcome: SignInOutcome,
  ): Promise<Answer<SignedInDto | MfaRequiredDto>> {
    if (outcome.kind === 'mfa-required') {
      const { mfaToken, methods } = outcome;
      return ok({ mfaRequired: true, mfaToken, methods });
    }
    const { tokens, deviceToken } = outcome;
    const user = await this.users.signedIn(ctx, outcome.user);
    const csrf = this.cookies.setTokens(reply, tokens);
    this.cookies.setDeviceToken(reply, deviceToken);
    const limited = outcome.mfaSetupRequired ? { mfaSetupRequired: true } : {};
    return ok({ ...tokens, ...csrf, deviceToken, ...limited, user });
  }
}
