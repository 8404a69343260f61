import type { BeginFlow } from '../../application/oauth/oauth-flow.service';
import type { BeginFlowDto } from './oauth.dto';

/** A flow that a client asks for, or that its browser is sent into. */
export function beginFlow(
  provider: string,
  { redirect_uri: redirectUri, state, code_challenge: codeChallenge }: BeginFlowDto,
  browser: string | undefined,
  browserRequired: boolean,
): BeginFlow {
  return { provider, redirectUri, state, codeChallenge, browser, browserRequired };
}
