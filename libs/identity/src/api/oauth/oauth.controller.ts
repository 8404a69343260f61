import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { Ctx, Endpoint, ok, type Answer, type RequestContext } from '@almanac/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { OAuthFlowService } from '../../application/oauth/oauth-flow.service';
import { OAuthSignInService } from '../../application/oauth/oauth-sign-in.service';
import { providerNames } from '../../domain/oauth/outside-identity';
import { MfaRequiredDto, SignedInDto } from '../auth.dto';
import { SessionCookies } from '../session-cookies';
import { SignInAnswers } from '../sign-in-answers';
import { FlowCookie } from './flow-cookie';
import {
  AuthorizationUrlDto,
  BeginFlowDto,
  ExchangeCodeDto,
  GoogleSignInDto,
  ProvidersDto,
} from './oauth.dto';
import { beginFlow } from './begin-flow';

const LABELS = { google: 'Google', github: 'GitHub', microsoft: 'Microsoft' } as const;
const ON = 'Works where the provider is switched on by its settings; 404 where it is not.';
const SIGN_IN_ERRORS = [
  'INVALID_TOKEN',
  'INVALID_CREDENTIALS',
  'ALREADY_EXISTS',
  'EMAIL_NOT_VERIFIED',
  'ACCOUNT_SUSPENDED',
] as const;

@ApiTags('auth')
@Controller('auth')
export class OAuthController {
  constructor(
    private readonly flow: OAuthFlowService,
    private readonly signIn: OAuthSignInService,
    private readonly cookie: FlowCookie,
    private readonly cookies: SessionCookies,
    private readonly answers: SignInAnswers,
  ) {}

  @Get('oauth/providers')
  @Endpoint({
    id: 'listSignInProviders',
    summary: 'List the providers to sign in with',
    access: 'public',
    data: ProvidersDto,
  })
  listProviders(): Answer<ProvidersDto> {
    const names = this.flow.providerNames;
    return ok({
      providers: names.map((name) => ({ name, label: LABELS[name], path: `/api/v1/auth/${name}` })),
    });
  }

  @Get('oauth/:provider')
  @ApiParam({ name: 'provider', schema: { type: 'string', enum: [...providerNames], example: 'google' } })
  @Endpoint({
    id: 'beginProviderSignIn',
    summary: 'Start to sign in with a provider',
    description: `Gives the address to send the person to. They come back to \`redirect_uri\` with \`code\` and your \`state\`, or with \`error\` (\`access_denied\`, \`server_error\`, \`temporarily_unavailable\`). Compare \`state\`, or send a \`code_challenge\`: it tells that the flow is yours. ${ON}`,
    access: 'public',
    data: AuthorizationUrlDto,
    errors: ['NOT_FOUND'],
    rateBucket: 'session',
  })
  async begin(
    @Ctx() ctx: RequestContext,
    @Param('provider') provider: string,
    @Query() query: BeginFlowDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer<AuthorizationUrlDto>> {
    const begin = beginFlow(provider, query, this.cookie.read(request), false);
    const { authorizationUrl, browser } = await this.flow.begin(ctx, begin);
    this.cookie.set(reply, browser);
    return ok({ authorizationUrl });
  }

  @Post('oauth/exchange')
  @Endpoint({
    id: 'exchangeProviderCode',
    summary: 'Exchange the code of a redirect for tokens',
    description:
      'Gives what a sign-in gives: tokens, or `mfaRequired`. The code is good for 60 seconds, once. An identity that is new here makes an account; it joins one with the same address only where the provider and the account both have it verified, else 409: sign in another way and link it at `/auth/oauth/accounts`. Needs a code that only a redirect has.',
    access: 'public',
    data: [SignedInDto, MfaRequiredDto],
    errors: [...SIGN_IN_ERRORS],
    rateBucket: 'session',
  })
  async exchange(
    @Ctx() ctx: RequestContext,
    @Body() body: ExchangeCodeDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer<SignedInDto | MfaRequiredDto>> {
    const { code, code_verifier: codeVerifier } = body;
    const deviceToken = body.deviceToken ?? this.cookies.deviceToken(request);
    return this.answers.of(ctx, reply, await this.signIn.exchange(ctx, { code, codeVerifier, deviceToken }));
  }

  @Post('google')
  @Endpoint({
    id: 'signInWithGoogleToken',
    summary: 'Sign in with a Google ID token',
    description: `For clients with Google’s own button or library. Signature, audience, issuer and expiry are checked; accounts are found as in the exchange. ${ON}`,
    access: 'public',
    data: [SignedInDto, MfaRequiredDto],
    errors: [...SIGN_IN_ERRORS, 'TOKEN_EXPIRED', 'NOT_FOUND', 'EXTERNAL_SERVICE_ERROR'],
    rateBucket: 'session',
  })
  async googleToken(
    @Ctx() ctx: RequestContext,
    @Body() body: GoogleSignInDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer<SignedInDto | MfaRequiredDto>> {
    const deviceToken = body.deviceToken ?? this.cookies.deviceToken(request);
    return this.answers.of(
      ctx,
      reply,
      await this.signIn.signInWithGoogle(ctx, body.googleToken, deviceToken),
    );
  }
}
