import type {} from '@fastify/cookie';
import { Injectable } from '@nestjs/common';
import { Config } from '@almanac/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';

const REFRESH = 'refresh_token';
const DEVICE = 'device_token';
/** The only routes that read them. */
const PATH = '/api/v1/auth';
const DEVICE_SECONDS = 180 * 86_400;

/** The cookies of sign-in: out of reach of scripts, and never sent from another site. */
@Injectable()
export class SessionCookies {
  constructor(private readonly config: Config) {}

  setRefreshToken(reply: FastifyReply, token: string): void {
    void reply.setCookie(REFRESH, token, { ...this.attributes(), maxAge: this.config.REFRESH_TOKEN_SECONDS });
  }

  setDeviceToken(reply: FastifyReply, token: string): void {
    void reply.setCookie(DEVICE, token, { ...this.attributes(), maxAge: DEVICE_SECONDS });
  }

  clearRefreshToken(reply: FastifyReply): void {
    void reply.clearCookie(REFRESH, this.attributes());
  }

  refreshToken(request: FastifyRequest): string | undefined {
    return present(request.cookies[REFRESH]);
  }

  deviceToken(request: FastifyRequest): string | undefined {
    return present(request.cookies[DEVICE]);
  }

  private attributes() {
    return {
      path: PATH,
      httpOnly: true,
      sameSite: 'strict',
      secure: this.config.NODE_ENV === 'production',
    } as const;
  }
}

function present(value: string | undefined): string | undefined {
  return value === undefined || value === '' || value.length > 512 ? undefined : value;
}
