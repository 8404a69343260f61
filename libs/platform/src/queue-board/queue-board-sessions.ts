import type {} from '@fastify/cookie';
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ErrorCode, Permission } from '@almanac/contracts';
import { DomainError } from '@almanac/kernel';
import { Gate } from '../cache';
import { Config } from '../config';
import { callerOf, type Principal } from '../context';
import { SecretBox } from '../crypto';
import { Authenticator } from '../http/authenticator';
import { CookieSignIn, secureCookies } from '../http/cookie-sign-in';
import { mfaSetupRequired, requirePermissions, requireProof } from '../http/permission.guard';

export const BOARD_PATH = '/admin/queues';
export const BOARD_ACCESS: readonly Permission[] = ['manage:queues'];
const COOKIE = 'queue_board';
const PURPOSE = 'queue-board/v1';

/**
 * Who may look at the board. A browser has a cookie for its path alone, which no script reads and no other site's
 * request carries. In it, encrypted, is the access token that it was given for: the board opens for as long as that
 * token does, for the session, the permissions and the address that the token stands for now. Programs bring the
 * token itself, as to the API.
 */
@Injectable()
export class QueueBoardSessions {
  constructor(
    private readonly authenticator: Authenticator,
    private readonly gate: Gate,
    private readonly box: SecretBox,
    private readonly cookieSignIn: CookieSignIn,
    private readonly config: Config,
  ) {}

  /** Gives the browser its cookie; the guards of the API have let the caller through by then. */
  open(request: FastifyRequest, reply: FastifyReply): { url: string; expiresAt: string } {
    callerOf(request.almanac.context);
    const token = bearerOf(request) ?? this.cookieSignIn.tokenOf(request.headers);
    if (token === undefined) throw refused('UNAUTHORIZED', 'Sign in to use this');
    const { expiresAt } = this.authenticator.identify({ kind: 'bearer', secret: token });
    const until = expiresAt ?? Date.now();
    void reply.setCookie(COOKIE, this.box.seal(PURPOSE, COOKIE, token), {
      path: BOARD_PATH,
      httpOnly: true,
      sameSite: 'strict',
      secure: secureCookies(this.config),
      maxAge: Math.max(0, Math.floor((until - Date.now()) / 1000)),
    });
    return { url: BOARD_PATH, expiresAt: new Date(until).toISOString() };
  }

  /** @throws DomainError where the request may not see the board; also where that cannot be told. */
  async admit(request: FastifyRequest): Promise<void> {
    // The board is for reading: what changes something goes through the API, which audits it.
    if (request.method !== 'GET' && request.method !== 'HEAD')
      throw refused('FORBIDDEN', 'The board is read-only');
    const bearer = bearerOf(request);
    const principal = await this.principalOf(bearer ?? this.tokenInCookie(request), request.ip);
    if (principal.mustSetUpMfa) throw mfaSetupRequired();
    requirePermissions(principal, BOARD_ACCESS);
    if (principal.impersonatorId !== undefined || principal.sessionId === undefined)
      throw refused('FORBIDDEN', 'The board is shown to admins who have signed in themselves');
    // The cookie was given for such a proof.
    if (bearer !== undefined) requireProof(principal, this.config.PROOF_SECONDS);
  }

  private async principalOf(token: string, ip: string): Promise<Principal> {
    const identity = this.authenticator.identify({ kind: 'bearer', secret: token });
    const windowMs = this.config.RATE_LIMIT_WINDOW_SECONDS * 1000;
    // Counted apart: the board asks every few seconds.
    const { state } = await this.gate.enter(identity.stateKey, `board:${identity.rateKey}`, windowMs);
    const principal = this.authenticator.fromState(
      state ?? (await this.authenticator.loadState(identity)),
      ip,
    );
    if (!principal) throw refused('INVALID_TOKEN', 'This sign-in has ended');
    return principal;
  }

  private tokenInCookie(request: FastifyRequest): string {
    const sealed = request.cookies[COOKIE];
    if (sealed === undefined) throw refused('UNAUTHORIZED', 'Sign in to use this');
    try {
      return this.box.open(PURPOSE, COOKIE, sealed);
    } catch {
      throw refused('INVALID_TOKEN', 'This cookie is not ours');
    }
  }
}

function bearerOf({ headers }: FastifyRequest): string | undefined {
  return /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
}

function refused(code: ErrorCode, message: string): DomainError<ErrorCode> {
  return new DomainError<ErrorCode>(code, message);
}
