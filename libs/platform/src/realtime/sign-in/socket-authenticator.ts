import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError } from '@almanac/kernel';
import type { Principal } from '../../context';
import { Authenticator, mfaSetupRequired, RefusedCredentials, type ClaimedIdentity } from '../../http';

/** Who is at the other end of a socket, and until when. */
export interface SignedIn {
  principal: Principal;
  claimed: ClaimedIdentity;
  /** Milliseconds since 1970; undefined for a credential that does not expire by itself. */
  expiresAt: number | undefined;
  /** Where the client is. */
  ip: string | undefined;
}

const JWT = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** Signs sockets in with the same credentials as HTTP, and asks again whether a sign-in still holds. */
@Injectable()
export class SocketAuthenticator {
  constructor(
    private readonly authenticator: Authenticator,
    private readonly refused: RefusedCredentials,
  ) {}

  /**
   * @throws DomainError INVALID_TOKEN, TOKEN_EXPIRED, FORBIDDEN for a key that is bound to other addresses, or
   * RATE_LIMIT_EXCEEDED where the address has brought too much that is no credential, here or by HTTP
   */
  async signIn(token: string, ip: string | undefined): Promise<SignedIn> {
    const claimed = await this.identify(token, ip);
    const signedIn = await this.ask(claimed, ip);
    if (!signedIn) {
      const refusal = new DomainError<ErrorCode>('INVALID_TOKEN', 'This sign-in has ended');
      // A session that has ended was one; a key that is nobody's was made up.
      throw claimed.forgeable ? await this.refused.count(ip, refusal) : refusal;
    }
    if (signedIn.principal.mustSetUpMfa) throw mfaSetupRequired();
    return signedIn;
  }

  private async identify(token: string, ip: string | undefined): Promise<ClaimedIdentity> {
    try {
      const kind = JWT.test(token) ? 'bearer' : 'apiKey';
      return this.authenticator.identify({ kind, secret: token });
    } catch (error) {
      throw await this.refused.count(ip, error);
    }
  }

  /** The sign-in as it is now, or undefined where it has ended. */
  async present({ claimed, ip }: SignedIn): Promise<SignedIn | undefined> {
    try {
      const present = await this.ask(claimed, ip);
      return present?.principal.mustSetUpMfa ? undefined : present;
    } catch (error) {
      if (error instanceof DomainError) return undefined;
      throw error;
    }
  }

  private async ask(claimed: ClaimedIdentity, ip: string | undefined): Promise<SignedIn | undefined> {
    const principal = this.authenticator.fromState(await this.authenticator.loadState(claimed), ip);
    return principal && { principal, claimed, ip, expiresAt: claimed.expiresAt ?? principal.keyExpiresAt };
  }
}
