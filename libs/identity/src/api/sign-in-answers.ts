import { Injectable } from '@nestjs/common';
import { ok, type Answer } from '@almanac/platform';
import type { FastifyReply } from 'fastify';
import type { SignInOutcome } from '../application/sign-in-completion';
import type { MfaRequiredDto, SignedInDto } from './auth.dto';
import { SessionCookies } from './session-cookies';
import { toUserDto } from './user.dto';

/** How every sign-in is answered: tokens, user and cookies, or what the second factor needs. */
@Injectable()
export class SignInAnswers {
  constructor(private readonly cookies: SessionCookies) {}

  of(reply: FastifyReply, outcome: SignInOutcome): Answer<SignedInDto | MfaRequiredDto> {
    if (outcome.kind === 'mfa-required') {
      const { mfaToken, methods } = outcome;
      return ok({ mfaRequired: true, mfaToken, methods });
    }
    const { tokens, deviceToken, user } = outcome;
    const csrf = this.cookies.setTokens(reply, tokens);
    this.cookies.setDeviceToken(reply, deviceToken);
    const limited = outcome.mfaSetupRequired ? { mfaSetupRequired: true } : {};
    return ok({ ...tokens, ...csrf, deviceToken, ...limited, user: toUserDto(user) });
  }
}
