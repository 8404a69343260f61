import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError } from '@almanac/kernel';
import { Authenticator, type ClaimedIdentity, type Credentials, type Principal } from '@almanac/platform';
import { AccessTokens, type VerifiedAccess } from './ports/access-tokens';
import { SessionStates } from './session-states';

/**
 * Knows access tokens. API keys have their place here and are not given out yet, so each is refused.
 * Hot path: for a token that was seen before, `identify` makes no new object.
 */
@Injectable()
export class SessionAuthenticator extends Authenticator {
  private readonly identities = new WeakMap<VerifiedAccess, ClaimedIdentity>();

  constructor(
    private readonly accessTokens: AccessTokens,
    private readonly states: SessionStates,
  ) {
    super();
  }

  override identify(credentials: Credentials): ClaimedIdentity {
    if (credentials.kind !== 'bearer')
      throw new DomainError<ErrorCode>('INVALID_TOKEN', 'This API key is not known');
    const access = this.accessTokens.verify(credentials.secret);
    const kept = this.identities.get(access);
    if (kept) return kept;
    const { sessionId, userId, expiresAt } = access;
    const identity = { stateKey: this.states.keyOf(sessionId), rateKey: `user:${userId}`, expiresAt };
    this.identities.set(access, identity);
    return identity;
  }

  override fromState(state: string): Principal | undefined {
    return this.states.principalOf(state);
  }

  override loadState(identity: ClaimedIdentity): Promise<string> {
    return this.states.load(identity.stateKey);
  }
}
