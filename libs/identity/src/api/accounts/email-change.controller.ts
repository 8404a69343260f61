import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, done, Endpoint, ok, type Answer, type RequestContext } from '@almanac/platform';
import { EmailChangeRequests } from '../../application/accounts/email-change-requests';
import { EmailChangeService } from '../../application/accounts/email-change.service';
import { ChangeEmailDto, EmailChangeAskedDto, EmailConfirmedDto, EmailLinkDto } from './email-change.dto';

const CHANGED = 'The e-mail address is changed';
const ONE_MORE = 'Thank you; now the other address has to confirm, too';

@ApiTags('auth')
@Controller('auth')
export class EmailChangeController {
  constructor(
    private readonly requests: EmailChangeRequests,
    private readonly changes: EmailChangeService,
  ) {}

  @Post('change-email')
  @Endpoint({
    id: 'changeEmail',
    summary: 'Change your e-mail address',
    description:
      'Mails a link to the present address and one to the new. The address changes when both have confirmed within 24 hours; the present one can call it off. A second request takes the place of the first.',
    message: 'Please confirm by the links in the mails to both addresses',
    access: [],
    credentials: ['bearer'],
    data: EmailChangeAskedDto,
    errors: ['ALREADY_EXISTS', 'ACCOUNT_LOCKED', 'RATE_LIMIT_EXCEEDED', 'SERVICE_UNAVAILABLE'],
    rateBucket: 'session',
  })
  async ask(
    @Ctx() ctx: RequestContext,
    @Body() { newEmail, password }: ChangeEmailDto,
  ): Promise<Answer<EmailChangeAskedDto>> {
    const asked = await this.requests.ask(ctx, newEmail, password);
    return ok(asked);
  }

  @Post('confirm-email-change')
  @Endpoint({
    id: 'confirmEmailChange',
    summary: 'Confirm a new e-mail address',
    description: 'Takes the token of either mailed link, each once. With the second one the address changes.',
    message: [CHANGED, ONE_MORE],
    access: 'public',
    data: EmailConfirmedDto,
    errors: ['INVALID_MAILED_TOKEN', 'ALREADY_EXISTS'],
    rateBucket: 'session',
  })
  async confirm(
    @Ctx() ctx: RequestContext,
    @Body() { token }: EmailLinkDto,
  ): Promise<Answer<EmailConfirmedDto>> {
    const confirmed = await this.changes.confirm(ctx, token);
    return ok(confirmed, { message: confirmed.changed ? CHANGED : ONE_MORE });
  }

  @Post('cancel-email-change')
  @Endpoint({
    id: 'cancelEmailChange',
    summary: 'Cancel a change of the e-mail address',
    description: 'Takes the token of the link in the mail to the present address.',
    message: 'The e-mail address stays as it was',
    access: 'public',
    errors: ['INVALID_MAILED_TOKEN'],
    rateBucket: 'session',
  })
  async cancel(@Ctx() ctx: RequestContext, @Body() { token }: EmailLinkDto): Promise<Answer<null>> {
    await this.changes.cancel(ctx, token);
    return done();
  }
}
