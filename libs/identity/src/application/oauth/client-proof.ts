import { codeChallenge } from './flow-tokens';

/**
 * Whether whoever exchanges a code is whoever began the flow. A verifier for a flow that had no challenge is
 * refused as well: otherwise a stranger's flow, begun without one, could be slipped to a client that always
 * sends one (RFC 9700 section 4.8.2).
 */
export function clientIsProved(challenge: string | null, verifier: string | undefined): boolean {
  return challenge === null
    ? verifier === undefined
    : verifier !== undefined && codeChallenge(verifier) === challenge;
}
