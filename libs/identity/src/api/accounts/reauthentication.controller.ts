import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, Endpoint, ok, type Answer, type RequestContext } from '@almanac/platform';
import { ReauthenticationService } from '../../application/accounts/reauthentication.service';
import { ReauthenticateDto, ReauthenticatedDto } from './reauthentication.dto';

@ApiTags('auth')
@Controller('auth')
export class ReauthenticationController {
  constructor(private readonly reauthentication: ReauthenticationService) {}

  @Post('reauthenticate')
  @Endpoint({
    id: 'reauthenticate',
    summary: 'Prove again that it is you',
    description:
      'Takes the password or a code of the authenticator, not both. Operations that are delicate want such a proof to be recent, and answer `REAUTHENTICATION_REQUIRED` otherwise; a sign-in counts as one. It holds for this session, from the next request on.',
    access: [],
    credentials: ['bearer'],
    data: ReauthenticatedDto,
    errors: ['ACCOUNT_LOCKED', 'RATE_LIMIT_EXCEEDED', 'SERVICE_UNAVAILABLE'],
    rateBucket: 'session',
  })
  async reauthenticate(
    @Ctx() ctx: RequestContext,
    @Body() { password, code }: ReauthenticateDto,
  ): Promise<Answer<ReauthenticatedDto>> {
    return ok(await this.reauthentication.renew(ctx, { password, code }), { message: 'Thank you' });
  }
}
