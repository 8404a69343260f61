import { Controller, Get, Res, VERSION_NEUTRAL } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Endpoint } from '@almanac/platform';
import { SHARED_PAGE, SHARED_PAGE_POLICY, SHARED_PAGE_SCRIPT } from './shared-page';

/** Where share links lead when no front-end stands at PUBLIC_URL. To load the page opens nothing and counts nothing. */
@ApiExcludeController()
@Controller({ version: VERSION_NEUTRAL })
export class SharedPageController {
  @Get('share/:shareId')
  @Endpoint({ id: 'showSharedPlanner', summary: 'Page of a share link', access: 'public', raw: true })
  async page(@Res() reply: FastifyReply): Promise<void> {
    await reply
      .header('content-security-policy', SHARED_PAGE_POLICY)
      .header('cache-control', 'no-store')
      .type('text/html; charset=utf-8')
      .send(SHARED_PAGE);
  }

  @Get('shared-page.js')
  @Endpoint({ id: 'showSharedPageScript', summary: 'Script of that page', access: 'public', raw: true })
  async script(@Res() reply: FastifyReply): Promise<void> {
    await reply
      .header('cache-control', 'no-cache')
      .type('text/javascript; charset=utf-8')
      .send(SHARED_PAGE_SCRIPT);
  }
}
