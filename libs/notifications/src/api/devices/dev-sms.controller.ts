import { Controller, Get, Query, Res, VERSION_NEUTRAL } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError } from '@almanac/kernel';
import { Config, Endpoint } from '@almanac/platform';
import { TextMessages } from '../../application/ports/text-messages';

const SHOWN = 200;

/** `/dev/sms`: text messages that were written to files, for whoever tries things out. Nothing in production. */
@ApiExcludeController()
@Controller({ path: 'dev/sms', version: VERSION_NEUTRAL })
export class DevSmsController {
  constructor(
    private readonly texts: TextMessages,
    private readonly config: Config,
  ) {}

  @Get()
  @Endpoint({
    id: 'listDevSms',
    summary: 'Text messages that were sent',
    access: 'public',
    rateBucket: 'none',
    raw: true,
  })
  async list(@Query('to') to: unknown, @Res() reply: FastifyReply): Promise<void> {
    if (this.config.NODE_ENV === 'production')
      throw new DomainError<ErrorCode>('NOT_FOUND', 'There is nothing here');
    // A plus sign in a query is a blank to many programs.
    const number = typeof to === 'string' && to !== '' ? to.trim().replace(/^(?!\+)/, '+') : undefined;
    const messages = await this.texts.list({ to: number, limit: SHOWN });
    await reply
      .header('cache-control', 'no-store')
      .type('application/json; charset=utf-8')
      .send(JSON.stringify({ success: true, data: { messages } }));
  }
}
