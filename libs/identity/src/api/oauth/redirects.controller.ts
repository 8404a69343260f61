import { applyDecorators, Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiQuery, ApiTags } from '@nestjs/swagger';
import { Ctx, Endpoint, type Answer, type RequestContext } from '@almanac/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { OAuthFlowService } from '../../application/oauth/oauth-flow.service';
import type { ProviderName } from '../../domain/oauth/outside-identity';
import { beginFlow } from './begin-flow';
import { FlowCookie } from './flow-cookie';
import { AuthorizationUrlDto, BeginFlowDto, RedirectDto } from './oauth.dto';
import { providerCallback } from './provider-callback';
import { sendOn } from './send-on';

function GoThere(id: string, provider: string): MethodDecorator {
  return Endpoint({
    id,
    summary: `Sign in with ${provider}`,
    description: `Sends the browser to ${provider}; it comes back to \`redirect_uri\` with a one-time \`code\` for \`POST /auth/oauth/exchange\`, and must be the same browser. Works where ${provider} is switched on by its settings; 404 where it is not.`,
    access: 'public',
    data: AuthorizationUrlDto,
    redirects: true,
    errors: ['NOT_FOUND'],
    rateBucket: 'session',
  });
}

function ComeBack(id: string, provider: string): MethodDecorator {
  const schema = { type: 'string', maxLength: 4096 } as const;
  return applyDecorators(
    ...['state', 'code', 'error', 'iss'].map((name) => ApiQuery({ name, required: false, schema })),
    Endpoint({
      id,
      summary: `Complete a sign-in with ${provider}`,
      description: `${provider} sends browsers here; clients do not call it. Sends the browser on to the \`redirect_uri\` of the flow. A \`state\` that is missing, foreign, used or expired is refused here and leads nowhere.`,
      access: 'public',
      data: RedirectDto,
      redirects: true,
      errors: ['BAD_REQUEST', 'NOT_FOUND'],
      rateBucket: 'session',
    }),
  );
}

/**
 * Where browsers go to a provider, and where they come back. The addresses name their provider word by word, so
 * that none of them can be taken for another's.
 */
@ApiTags('auth')
@Controller('auth')
export class RedirectsController {
  constructor(
    private readonly flow: OAuthFlowService,
    private readonly cookie: FlowCookie,
  ) {}

  @Get('google')
  @GoThere('goToGoogle', 'Google')
  async google(
    @Ctx() ctx: RequestContext,
    @Query() query: BeginFlowDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer<AuthorizationUrlDto | null>> {
    return this.sendThere('google', ctx, query, request, reply);
  }

  @Get('github')
  @GoThere('goToGithub', 'GitHub')
  async github(
    @Ctx() ctx: RequestContext,
    @Query() query: BeginFlowDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer<AuthorizationUrlDto | null>> {
    return this.sendThere('github', ctx, query, request, reply);
  }

  @Get('microsoft')
  @GoThere('goToMicrosoft', 'Microsoft')
  async microsoft(
    @Ctx() ctx: RequestContext,
    @Query() query: BeginFlowDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer<AuthorizationUrlDto | null>> {
    return this.sendThere('microsoft', ctx, query, request, reply);
  }

  @Get('oauth/google/callback')
  @ComeBack('comeBackFromGoogle', 'Google')
  async googleCallback(
    @Ctx() ctx: RequestContext,
    @Query() query: object,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer<RedirectDto | null>> {
    return this.takeBack('google', ctx, query, request, reply);
  }

  @Get('oauth/github/callback')
  @ComeBack('comeBackFromGithub', 'GitHub')
  async githubCallback(
    @Ctx() ctx: RequestContext,
    @Query() query: object,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer<RedirectDto | null>> {
    return this.takeBack('github', ctx, query, request, reply);
  }

  @Get('oauth/microsoft/callback')
  @ComeBack('comeBackFromMicrosoft', 'Microsoft')
  async microsoftCallback(
    @Ctx() ctx: RequestContext,
    @Query() query: object,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer<RedirectDto | null>> {
    return this.takeBack('microsoft', ctx, query, request, reply);
  }

  private async sendThere(
    provider: ProviderName,
    ctx: RequestContext,
    query: BeginFlowDto,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<Answer<AuthorizationUrlDto | null>> {
    const begin = beginFlow(provider, query, this.cookie.read(request), true);
    const { authorizationUrl, browser } = await this.flow.begin(ctx, begin);
    this.cookie.set(reply, browser);
    return sendOn(request, authorizationUrl, { authorizationUrl });
  }

  private async takeBack(
    provider: ProviderName,
    ctx: RequestContext,
    query: object,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<Answer<RedirectDto | null>> {
    const callback = providerCallback(query, provider, this.cookie.read(request));
    const redirectUrl = await this.flow.comeBack(ctx, callback);
    this.cookie.clear(reply);
    return sendOn(request, redirectUrl, { redirectUrl });
  }
}
