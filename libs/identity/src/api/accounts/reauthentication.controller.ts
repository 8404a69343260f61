import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, Endpoint, ok, sessionOf, type Answer, type RequestContext } from '@almanac/platform';
import { ReauthenticationService } from '../../application/accounts/reauthentication.service';
import { PasskeyAnswers } from '../../application/passkeys/passkey-answers';
import { PasskeyQuestionDto } from '../passkeys/passkey.dto';
import { ReauthenticateDto, ReauthenticatedDto } from './reauthentication.dto';

@ApiTags('auth')
@Controller('auth')
export class ReauthenticationController {
  constructor(
    private readonly reauthentication: ReauthenticationService,
    private readonly passkeys: PasskeyAnswers,
  ) {}

  @Post('reauthenticate/passkey')
  @Endpoint({
    id: 'askProofByPasskey',
    summary: 'Start to re-authenticate with a passkey',
    description: 'The answer goes to `POST /auth/reauthenticate` as `passkey`.',
    access: [],
    credentials: ['bearer'],
    beforeMfaSetup: true,
    data: PasskeyQuestionDto,
    rateBucket: 'session',
  })
  async askPasskey(@Ctx() ctx: RequestContext): Promise<Answer<PasskeyQuestionDto>> {
    return ok(await this.passkeys.ask(ctx, 'proof', sessionOf(ctx).userId));
  }

  @Post('reauthenticate')
  @Endpoint({
    id: 'reauthenticate',
    beforeMfaSetup: true,
    summary: 'Re-authenticate',
    description:
      'Takes exactly one of the password, a code of the authenticator and a passkey. Operations that are delicate want such a proof to be recent, and answer `REAUTHENTICATION_REQUIRED` otherwise; a sign-in counts as one. It holds for this session, from the next request on.',
    message: 'Thank you',
    access: [],
    credentials: ['bearer'],
    data: ReauthenticatedDto,
    errors: ['ACCOUNT_LOCKED', 'RATE_LIMIT_EXCEEDED', 'SERVICE_UNAVAILABLE'],
    rateBucket: 'session',
  })
  async reauthenticate(
    @Ctx() ctx: RequestContext,
    @Body() { password, code, passkey }: ReauthenticateDto,
  ): Promise<Answer<ReauthenticatedDto>> {
    return ok(await this.reauthentication.renew(ctx, { password, code, passkey }));
  }
}
