import { Body, Controller, Delete, Get, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  created,
  Ctx,
  done,
  Endpoint,
  IdParam,
  invalid,
  ListQuery,
  ok,
  type Answer,
  type RequestContext,
} from '@almanac/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LinkIdentity, type LinkStep } from '../../application/oauth/link-identity';
import { LinkedAccountsService } from '../../application/oauth/linked-accounts.service';
import { FlowCookie } from './flow-cookie';
import { accountsPage, toLinkedAccountDto, type AccountsPage } from './accounts-page';
import { AuthorizationUrlDto, LinkedAccountDto, LinkIdentityDto } from './oauth.dto';
import { OF_SIGN_IN_ID } from '../../domain/access/example-ids';

class LinkedAccountsQuery extends ListQuery({ sorts: ['linkedAt'], defaultLimit: 20, maxLimit: 100 }) {}

/** Of the second step; the first one says nothing. */
const LINKED = 'The identity is linked';

@ApiTags('auth')
@Controller('auth/oauth/accounts')
export class LinkedAccountsController {
  constructor(
    private readonly accounts: LinkedAccountsService,
    private readonly linking: LinkIdentity,
    private readonly cookie: FlowCookie,
  ) {}

  @Get()
  @Endpoint({
    id: 'listLinkedAccounts',
    summary: 'List the identities linked to your account',
    access: [],
    credentials: ['bearer'],
    list: { name: 'accounts', of: LinkedAccountDto },
  })
  async list(@Ctx() ctx: RequestContext, @Query() query: LinkedAccountsQuery): Promise<Answer<AccountsPage>> {
    return ok(accountsPage(await this.accounts.list(ctx), query.pageRequest()));
  }

  @Post()
  @Endpoint({
    id: 'linkAccount',
    summary: 'Link an identity to your account',
    description:
      'In two steps: `{provider, redirect_uri?, state?}` gives an `authorizationUrl`; when the person has come back, `{code}` links the identity (201). Or at once, by `{googleToken}`. Only whoever began a flow can end it. Works where the provider is switched on.',
    message: [LINKED],
    access: [],
    credentials: ['bearer'],
    recentProof: true,
    data: [AuthorizationUrlDto, LinkedAccountDto],
    errors: ['NOT_FOUND', 'ALREADY_EXISTS', 'CONFLICT', 'EXTERNAL_SERVICE_ERROR'],
  })
  async link(
    @Ctx() ctx: RequestContext,
    @Body() body: LinkIdentityDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer<AuthorizationUrlDto | LinkedAccountDto>> {
    const outcome = await this.linking.take(ctx, stepOf(body, this.cookie.read(request)));
    if ('linked' in outcome) {
      const location = `/api/v1/auth/oauth/accounts/${outcome.linked.id}`;
      return created(toLinkedAccountDto(outcome.linked), { message: LINKED, location });
    }
    this.cookie.set(reply, outcome.begun.browser);
    return ok({ authorizationUrl: outcome.begun.authorizationUrl });
  }

  @Delete(':id')
  @Endpoint({
    id: 'unlinkAccount',
    summary: 'Unlink an identity from your account',
    description: 'Answers 409 for the last way to sign in: set a password or link another identity first.',
    message: 'The identity no longer opens your account',
    access: [],
    credentials: ['bearer'],
    recentProof: true,
    errors: ['CONFLICT'],
  })
  async unlink(@Ctx() ctx: RequestContext, @IdParam('id', OF_SIGN_IN_ID) id: string): Promise<Answer<null>> {
    await this.accounts.unlink(ctx, id);
    return done();
  }
}

/** Which of the three steps the body is. */
function stepOf(body: LinkIdentityDto, browser: string | undefined): LinkStep {
  const { provider, code, code_verifier: codeVerifier, googleToken } = body;
  if ([provider, code, googleToken].filter((way) => way !== undefined).length !== 1) {
    const message = 'exactly one of provider, code and googleToken must be given';
    throw invalid([{ field: 'provider', message, rule: 'exclusive' }]);
  }
  if (code !== undefined) return { code, codeVerifier };
  if (googleToken !== undefined) return { googleToken };
  const { redirect_uri: redirectUri, state, code_challenge: codeChallenge } = body;
  const begin = { redirectUri, state, codeChallenge, browser, browserRequired: false };
  return { begin: { ...begin, provider: provider ?? '' } };
}
