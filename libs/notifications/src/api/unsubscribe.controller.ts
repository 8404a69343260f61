import { Controller, Get, Headers, Post, Query, Res, VERSION_NEUTRAL } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError } from '@almanac/kernel';
import { Ctx, Endpoint, mailLanguageOf, type RequestContext } from '@almanac/platform';
import { UnsubscribeService } from '../application/unsubscribe.service';
import { askPage, donePage, UNSUBSCRIBE_POLICY, wrongLinkPage } from './unsubscribe-page';
import { UnsubscribeQueryDto } from './unsubscribe.dto';

/** Where the unsubscribe links of mails lead, for people and for mail programs (RFC 8058). Nobody signs in for it. */
@ApiExcludeController()
@Controller({ path: 'unsubscribe', version: VERSION_NEUTRAL })
export class UnsubscribeController {
  constructor(private readonly service: UnsubscribeService) {}

  @Get()
  @Endpoint({
    id: 'showUnsubscribe',
    summary: 'Page of the unsubscribe link',
    access: 'public',
    raw: true,
    errors: ['INVALID_MAILED_TOKEN'],
  })
  async ask(
    @Ctx() ctx: RequestContext,
    @Query() { token }: UnsubscribeQueryDto,
    @Headers() headers: Asking,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await show(reply, headers, async () => askPage(await this.service.look(ctx, token)));
  }

  @Post()
  @RouteConfig({ formBody: true })
  @Endpoint({
    id: 'unsubscribe',
    summary: 'End mails of one kind',
    access: 'public',
    raw: true,
    errors: ['INVALID_MAILED_TOKEN'],
    // Mail providers send for many people from few addresses.
    rateBucket: 'none',
  })
  async unsubscribe(
    @Ctx() ctx: RequestContext,
    @Query() { token }: UnsubscribeQueryDto,
    @Headers() headers: Asking,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await show(reply, headers, async () => donePage(await this.service.unsubscribe(ctx, token)));
  }
}

type Asking = Partial<Record<'accept' | 'accept-language', string>>;

/** Programs are refused as everywhere; a person in a browser is told so on a page. */
async function show(reply: FastifyReply, headers: Asking, make: () => Promise<string>): Promise<void> {
  const page = await make().catch((error: unknown) => {
    if (!isWrongLink(error) || !headers.accept?.includes('text/html')) throw error;
    void reply.status(400);
    return wrongLinkPage(mailLanguageOf(headers['accept-language']?.split(/[,;]/)[0]));
  });
  await reply
    .header('content-security-policy', UNSUBSCRIBE_POLICY)
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(page);
}

function isWrongLink(error: unknown): boolean {
  const code: ErrorCode = 'INVALID_MAILED_TOKEN';
  return error instanceof DomainError && error.code === code;
}
