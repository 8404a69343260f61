import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError } from '@almanac/kernel';
import type { Principal } from '../context';
import { Authenticator, mfaSetupRequired, type ClaimedIdentity } from '../http';

/** Who is at the other end of a socket, and until when. */
export interface SignedIn {
  principal: Principal;
  claimed: ClaimedIdentity;
  /** Milliseconds since 1970; undefined for a credential that does not expire by itself. */
  expiresAt: number | undefined;
}

const JWT = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** Signs sockets in with the same credentials as HTTP, and asks again whether a sign-in still holds. */
@Injectable()
export class SocketAuthenticator {
  constructor(private readonly authenticator: Authenticator) {}

  /** @throws DomainError INVALID_TOKEN or TOKEN_EXPIRED */
  async signIn(token: string): Promise<SignedIn> {
    const kind = JWT.test(token) ? 'bearer' : 'apiKey';
    const claimed = this.authenticator.identify({ kind, secret: token });
    const principal = this.authenticator.fromState(await this.authenticator.loadState(claimed));
    if (!principal) throw new DomainError<ErrorCode>('INVALID_TOKEN', 'This sign-in has ended');
    if (principal.mustSetUpMfa) throw mfaSetupRequired();
    return { principal, claimed, expiresAt: claimed.expiresAt };
  }

  /** The principal as it is now, or undefined where the sign-in has ended. */
  async present({ claimed }: SignedIn): Promise<Principal | undefined> {
    const principal = this.authenticator.fromState(await this.authenticator.loadState(claimed));
    return principal?.mustSetUpMfa ? undefined : principal;
  }
}
