import { Injectable } from '@nestjs/common';
import {
  Authenticator,
  userRateKey,
  type ClaimedIdentity,
  type Credentials,
  type Principal,
} from '@almanac/platform';
import { ApiKeyStates } from './access/api-key-states';
import { AccessTokens, type VerifiedAccess } from './ports/access-tokens';
import { SessionStates } from './session-states';

/**
 * Knows access tokens and API keys.
 * Hot path: for a token that was seen before, `identify` makes no new object.
 */
@Injectable()
export class SessionAuthenticator extends Authenticator {
  private readonly identities = new WeakMap<VerifiedAccess, ClaimedIdentity>();

  constructor(
    private readonly accessTokens: AccessTokens,
    private readonly states: SessionStates,
    private readonly apiKeys: ApiKeyStates,
  ) {
    super();
  }

  override identify(credentials: Credentials): ClaimedIdentity {
    if (credentials.kind === 'apiKey') return this.apiKeys.identify(credentials.secret);
    const access = this.accessTokens.verify(credentials.secret);
    const kept = this.identities.get(access);
    if (kept) return kept;
    const { sessionId, userId, expiresAt } = access;
    const identity = { stateKey: this.states.keyOf(sessionId), rateKey: userRateKey(userId), expiresAt };
    this.identities.set(access, identity);
    return identity;
  }

  override fromState(state: string, ip: string | undefined): Principal | undefined {
    if (this.apiKeys.isStateOf(state)) return this.apiKeys.principalOf(state, ip);
    return this.states.principalOf(state);
  }

  override loadState(identity: ClaimedIdentity): Promise<string> {
    const { stateKey } = identity;
    return this.apiKeys.isKeyOf(stateKey) ? this.apiKeys.load(stateKey) : this.states.load(stateKey);
  }
}
