import { Controller, Get, Post, Query, Res, VERSION_NEUTRAL } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Ctx, Endpoint, type RequestContext } from '@almanac/platform';
import { UnsubscribeService } from '../application/unsubscribe.service';
import { askPage, donePage, UNSUBSCRIBE_POLICY } from './unsubscribe-page';
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
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await show(reply, askPage(await this.service.look(ctx, token)));
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
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await show(reply, donePage(await this.service.unsubscribe(ctx, token)));
  }
}

async function show(reply: FastifyReply, page: string): Promise<void> {
  await reply
    .header('content-security-policy', UNSUBSCRIBE_POLICY)
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(page);
}
