import type { Id } from '@almanac/kernel';
import type { RequestContext } from '@almanac/platform';
import type { PasskeyAnswer } from '../passkeys/passkey-answers';

/** What somebody proves with that they hold something of theirs: one of the two. */
export interface PossessionProof {
  /** Of an authenticator. */
  code?: string | undefined;
  passkey?: PasskeyAnswer | undefined;
}

/** Knows whether a code or a passkey is right and the person's own, and lets each be used once. */
export abstract class PossessionProofs {
  abstract verify(ctx: RequestContext, userId: Id, proof: PossessionProof): Promise<boolean>;
}
