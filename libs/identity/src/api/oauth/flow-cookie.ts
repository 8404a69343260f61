import type {} from '@fastify/cookie';
import { Injectable } from '@nestjs/common';
import { Config, secureCookies } from '@almanac/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';

const NAME = 'oauth_browser';
const FORM = /^[A-Za-z0-9_-]{43}$/;

/**
 * Knows the browser that began a flow when it comes back, so that nobody can be slipped the end of a
 * stranger's flow. `Lax`, because it comes back from another site.
 */
@Injectable()
export class FlowCookie {
  constructor(private readonly config: Config) {}

  read(request: FastifyRequest): string | undefined {
    const value = request.cookies[NAME];
    return value !== undefined && FORM.test(value) ? value : undefined;
  }

  set(reply: FastifyReply, browser: string): void {
    void reply.setCookie(NAME, browser, { ...this.attributes(), maxAge: this.config.OAUTH_STATE_SECONDS });
  }

  clear(reply: FastifyReply): void {
    void reply.clearCookie(NAME, this.attributes());
  }

  private attributes() {
    return {
      path: '/api/v1/auth',
      httpOnly: true,
      sameSite: 'lax',
      secure: secureCookies(this.config),
    } as const;
  }
}
