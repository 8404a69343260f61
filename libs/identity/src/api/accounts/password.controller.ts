import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, done, Endpoint, type Answer, type RequestContext } from '@almanac/platform';
import { PasswordChangeService } from '../../application/accounts/password-change.service';
import { PasswordResetRequests } from '../../application/accounts/password-reset-requests';
import { PasswordResetService } from '../../application/accounts/password-reset.service';
import { ChangePasswordDto, ForgotPasswordDto, ResetPasswordDto } from './password.dto';

@ApiTags('auth')
@Controller('auth')
export class PasswordController {
  constructor(
    private readonly requests: PasswordResetRequests,
    private readonly resets: PasswordResetService,
    private readonly changes: PasswordChangeService,
  ) {}

  @Post('forgot-password')
  @Endpoint({
    id: 'forgotPassword',
    summary: 'Request a link to reset the password',
    description:
      'Answers the same for every address, in the same time. A mail goes out only where somebody has the address, and three times an hour at most.',
    message: 'If there is such an account, a mail is on its way',
    access: 'public',
    rateBucket: 'auth',
  })
  async forgot(@Ctx() ctx: RequestContext, @Body() { email }: ForgotPasswordDto): Promise<Answer<null>> {
    await this.requests.ask(ctx, email);
    return done();
  }

  @Post('reset-password')
  @Endpoint({
    id: 'resetPassword',
    summary: 'Reset the password with the token of a mail',
    description:
      'Takes the token of the mailed link: good for an hour, once. Ends all sessions and lifts a lock. It signs nobody in, and a second factor is asked for as ever.',
    message: 'The password is changed; please sign in with it',
    access: 'public',
    errors: ['INVALID_MAILED_TOKEN', 'WEAK_PASSWORD', 'SERVICE_UNAVAILABLE'],
    rateBucket: 'auth',
  })
  async reset(
    @Ctx() ctx: RequestContext,
    @Body() { token, newPassword }: ResetPasswordDto,
  ): Promise<Answer<null>> {
    await this.resets.reset(ctx, token, newPassword);
    return done();
  }

  @Post('change-password')
  @Endpoint({
    id: 'changePassword',
    summary: 'Change your password',
    description:
      'Ends all your other sessions. Wrong guesses at `currentPassword` (422) are counted like those at sign-in: five lock this for 15 minutes.',
    message: 'The password is changed; your other sessions have ended',
    access: [],
    credentials: ['bearer'],
    errors: ['WEAK_PASSWORD', 'ACCOUNT_LOCKED', 'RATE_LIMIT_EXCEEDED', 'SERVICE_UNAVAILABLE'],
    rateBucket: 'session',
  })
  async change(
    @Ctx() ctx: RequestContext,
    @Body() { currentPassword, newPassword }: ChangePasswordDto,
  ): Promise<Answer<null>> {
    await this.changes.change(ctx, currentPassword, newPassword);
    return done();
  }
}
