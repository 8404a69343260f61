import { Body, Controller, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError } from '@almanac/kernel';
import { created, Ctx, done, Endpoint, ok, type Answer, type RequestContext } from '@almanac/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { EmailVerificationService } from '../application/email-verification.service';
import { RegistrationService, type RegisteredUser } from '../application/registration.service';
import { SessionService } from '../application/session.service';
import { SignInService } from '../application/sign-in.service';
import {
  LOGIN_EXAMPLE,
  LoginDto,
  LogoutDto,
  MfaRequiredDto,
  RefreshDto,
  RegisterDto,
  RegisteredUserDto,
  ResendVerificationDto,
  SignedInDto,
  TokensDto,
  VerifiedEmailDto,
  VerifyEmailDto,
} from './auth.dto';
import { SessionCookies } from './session-cookies';
import { SignInAnswers } from './sign-in-answers';

@ApiTags('auth')
@Controller('auth')
export class AuthController {
  constructor(
    private readonly registration: RegistrationService,
    private readonly verification: EmailVerificationService,
    private readonly signIn: SignInService,
    private readonly sessions: SessionService,
    private readonly cookies: SessionCookies,
    private readonly answers: SignInAnswers,
  ) {}

  @Post('register')
  @Endpoint({
    id: 'register',
    summary: 'Create an account',
    description:
      'Sends a mail with a link that verifies the address. A taken address costs the same time as a free one.',
    message: 'Account created; please open the link in the mail',
    access: 'public',
    data: RegisteredUserDto,
    status: 201,
    errors: ['WEAK_PASSWORD', 'ALREADY_EXISTS', 'SERVICE_UNAVAILABLE'],
    rateBucket: 'auth',
    countsAccount: true,
  })
  async register(@Ctx() ctx: RequestContext, @Body() body: RegisterDto): Promise<Answer<RegisteredUser>> {
    const { email, password, displayName, acceptTerms } = body;
    const user = await this.registration.register(ctx, { email, password, displayName, acceptTerms });
    return created(user, {
      location: '/api/v1/users/me',
    });
  }

  @Post('verify-email')
  @Endpoint({
    id: 'verifyEmail',
    summary: 'Verify an e-mail address',
    description: 'Takes the token of the mailed link: good for 24 hours, once.',
    message: 'The e-mail address is verified',
    access: 'public',
    data: VerifiedEmailDto,
    errors: ['INVALID_MAILED_TOKEN'],
    rateBucket: 'session',
  })
  async verifyEmail(
    @Ctx() ctx: RequestContext,
    @Body() { token }: VerifyEmailDto,
  ): Promise<Answer<VerifiedEmailDto>> {
    return ok(await this.verification.verify(ctx, token));
  }

  @Post('resend-verification')
  @Endpoint({
    id: 'resendVerification',
    summary: 'Request another verification e-mail',
    description:
      'Answers the same for every address, and 429 when it is asked again within five minutes. A mail goes out only where an account waits for it.',
    message: 'If an account waits for it, a mail is on its way',
    access: 'public',
    rateBucket: 'session',
  })
  async resendVerification(
    @Ctx() ctx: RequestContext,
    @Body() { email }: ResendVerificationDto,
  ): Promise<Answer<null>> {
    await this.verification.resend(ctx, email);
    return done();
  }

  @Post('login')
  @ApiBody({
    type: LoginDto,
    examples: { password: { summary: 'E-mail and password', value: LOGIN_EXAMPLE } },
  })
  @Endpoint({
    id: 'login',
    summary: 'Sign in',
    description:
      'With a second factor, answers an `mfaToken` in place of tokens, for `POST /auth/mfa/challenge`. Five failures lock the account for 15 minutes, for known and unknown addresses alike. A device that has signed in before (`deviceToken`) is not locked out by the failures of others.',
    access: 'public',
    data: [SignedInDto, MfaRequiredDto],
    errors: [
      'INVALID_CREDENTIALS',
      'ACCOUNT_LOCKED',
      'ACCOUNT_SUSPENDED',
      'EMAIL_NOT_VERIFIED',
      'RATE_LIMIT_EXCEEDED',
      'SERVICE_UNAVAILABLE',
    ],
    rateBucket: 'none',
  })
  async login(
    @Ctx() ctx: RequestContext,
    @Body() body: LoginDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer<SignedInDto | MfaRequiredDto>> {
    const { email, password } = body;
    const deviceToken = body.deviceToken ?? this.cookies.deviceToken(request);
    return this.answers.of(ctx, reply, await this.signIn.signIn(ctx, { email, password, deviceToken }));
  }

  @Post('refresh')
  @ApiBody({
    type: RefreshDto,
    required: false,
    examples: { cookie: { summary: 'By the cookie', value: {} } },
  })
  @Endpoint({
    id: 'refreshTokens',
    summary: 'Exchange a refresh token for new tokens',
    description:
      'Takes the token from the body or the cookie. Each token is good once; the one just before the newest gives the same successor for ten seconds more. Any other use of a spent token ends the session.',
    access: 'public',
    data: TokensDto,
    errors: ['UNAUTHORIZED', 'INVALID_TOKEN', 'TOKEN_EXPIRED', 'TOKEN_REUSED', 'CSRF_FAILED'],
    rateBucket: 'session',
  })
  async refresh(
    @Ctx() ctx: RequestContext,
    @Body() body: RefreshDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer<TokensDto>> {
    const token = body.refreshToken ?? this.cookies.refreshToken(request);
    if (token === undefined) throw new DomainError<ErrorCode>('UNAUTHORIZED', 'No refresh token was sent');
    const tokens = await this.sessions.refresh(ctx, token);
    return ok({ ...tokens, ...this.cookies.setTokens(reply, tokens) });
  }

  @Post('logout')
  @ApiBody({ type: LogoutDto, required: false })
  @Endpoint({
    id: 'logout',
    beforeMfaSetup: true,
    summary: 'Sign out',
    description:
      'Ends this session, or all of them. Their access tokens stop working at once, on every replica.',
    message: ['Signed out', 'Signed out everywhere'],
    access: [],
    credentials: ['bearer'],
    impersonation: true,
    rateBucket: 'session',
  })
  async logout(
    @Ctx() ctx: RequestContext,
    @Body() { allDevices }: LogoutDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer<null>> {
    await this.sessions.signOut(ctx, allDevices === true);
    // The cookies of an admin's browser are the admin's own.
    if (ctx.principal?.impersonatorId === undefined) this.cookies.clearTokens(reply);
    return done({ message: allDevices === true ? 'Signed out everywhere' : 'Signed out' });
  }
}
