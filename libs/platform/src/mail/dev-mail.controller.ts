import { Controller, Get, Query, Req, Res, VERSION_NEUTRAL } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError } from '@almanac/kernel';
import { Config } from '../config';
import { Endpoint } from '../http';
import { devMailPage, PAGE_POLICY } from './dev-mail-page';
import { MailStore } from './mail-store';

const SHOWN = 200;

/** `/dev/mail`: what was sent, for whoever tries things out. In production there is nothing here. */
@ApiExcludeController()
@Controller({ path: 'dev/mail', version: VERSION_NEUTRAL })
export class DevMailController {
  constructor(
    private readonly store: MailStore,
    private readonly config: Config,
  ) {}

  @Get()
  @Endpoint({
    id: 'listDevMail',
    summary: 'Mails that were sent',
    access: 'public',
    rateBucket: 'none',
    raw: true,
  })
  async list(
    @Query('to') to: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (this.config.NODE_ENV === 'production')
      throw new DomainError<ErrorCode>('NOT_FOUND', 'There is nothing here');
    const recipient = typeof to === 'string' && to !== '' ? to : undefined;
    const mails = await this.store.list({ to: recipient, limit: SHOWN });
    reply.header('cache-control', 'no-store');
    if (prefersHtml(request.headers.accept ?? '')) {
      const sentOut = this.config.SMTP_URL !== '' || this.config.SENDGRID_API_KEY !== '';
      await reply
        .header('content-security-policy', PAGE_POLICY)
        .type('text/html; charset=utf-8')
        .send(devMailPage(mails, { recipient, sentOut }));
      return;
    }
    await reply
      .type('application/json; charset=utf-8')
      .send(JSON.stringify({ success: true, data: { mails } }));
  }
}

/** Browsers name text/html; programs name JSON or nothing. */
function prefersHtml(accept: string): boolean {
  return accept.includes('text/html') && !accept.includes('application/json');
}
