import type { Id } from '@almanac/kernel';
import type { RequestContext } from '@almanac/platform';

/** Knows whether a one-time code of a person's authenticator is right, and lets each be used once. */
export abstract class CodeProof {
  abstract verify(ctx: RequestContext, userId: Id, code: string): Promise<boolean>;
}

/** Where there are no authenticators no code is right. */
export class NoCodeProof extends CodeProof {
  override verify(): Promise<boolean> {
    return Promise.resolve(false);
  }
}
