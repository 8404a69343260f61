import type { Id } from '@almanac/kernel';
import type { Transaction } from '@almanac/platform';
import type { OutsideIdentity, ProviderName } from '../../../domain/oauth/outside-identity';

export type FlowPurpose = 'sign-in' | 'link';

export interface NewFlow {
  id: Id;
  provider: ProviderName;
  purpose: FlowPurpose;
  userId: Id | null;
  redirectUri: string;
  clientState: string | null;
  codeChallenge: string | null;
  browserHash: Buffer | null;
  browserRequired: boolean;
  /** Life of its `state`. */
  seconds: number;
}

/** Where to send the person back to. */
export interface ReturningFlow {
  redirectUri: string;
  clientState: string | null;
}

/** What a one-time code stands for. */
export interface FinishedFlow {
  identity: OutsideIdentity;
  codeChallenge: string | null;
}

/** Sign-ins under way, in PostgreSQL, so that they may come back to any replica. */
export abstract class OAuthFlowRepository {
  abstract insert(tx: Transaction, flow: NewFlow): Promise<void>;
  /**
   * Uses the state up, once, for the provider that it was made for and the browser that began it; undefined
   * where it is unknown, used, past its time or another browser's.
   */
  abstract useState(
    tx: Transaction,
    id: Id,
    provider: ProviderName,
    browserHash: Buffer | null,
  ): Promise<ReturningFlow | undefined>;
  /** Keeps who it was until the one-time code is used. */
  abstract finish(tx: Transaction, id: Id, identity: OutsideIdentity, seconds: number): Promise<void>;
  /** Uses the one-time code up, once, and forgets who it was. `userId`: who links, null for a sign-in. */
  abstract useCode(tx: Transaction, id: Id, userId: Id | null): Promise<FinishedFlow | undefined>;
}
