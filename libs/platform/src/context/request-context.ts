import { newId, type Id } from '@almanac/kernel';
import type { Tier } from '@almanac/contracts';
import type { Transaction } from '../database/transaction';
import type { AnswerKeeper } from './answer-keeper';

/** Who is calling, as it holds now (not as a claim said when the token was made). */
export interface Principal {
  readonly userId: Id;
  /** The session, or undefined for an API key. */
  readonly sessionId: Id | undefined;
  readonly apiKeyId: Id | undefined;
  readonly tier: Tier;
  /** `admin` for whoever holds that role, else the tier. */
  readonly role: string;
  readonly permissions: readonly string[];
  /** When an API key expires, in milliseconds since 1970; undefined where it does not, and for sessions. */
  readonly keyExpiresAt?: number | undefined;
  /** IANA; dates without an offset are read in it. */
  readonly timeZone: string;
  /**
   * When the person last proved who they are, in milliseconds since 1970; undefined where nobody did (API
   * keys, impersonations).
   */
  readonly provedAt?: number | undefined;
  /** A role demands a second factor, and there is none yet: nothing may be done but to set one up. */
  readonly mustSetUpMfa?: boolean | undefined;
  /** The admin who acts as this user for a few minutes; undefined for the user themselves. */
  readonly impersonatorId?: Id | undefined;
}

/**
 * What a use case knows of the call that it serves. It is passed by hand from the controller on: it costs
 * nothing, and nobody needs to guess where it came from.
 */
export class RequestContext {
  /** The transaction that is open for this call; units of work join it. */
  transaction: Transaction | undefined;

  /** Set where the use case may keep the answer in the statement that does the work. */
  keeper: AnswerKeeper | undefined;

  constructor(
    readonly requestId: string,
    readonly principal: Principal | undefined,
    readonly ip: string | undefined,
    readonly userAgent: string | undefined,
    /** The version that `If-Match` names; a write whose row has another answers 412. */
    readonly expectedVersions?: readonly number[],
    /** Where the caller is (ISO 3166), where a trusted proxy tells it. */
    readonly country?: string,
  ) {}

  /** Context of work that no request asked for: jobs, schedules, commands. */
  static system(requestId: string = newId()): RequestContext {
    return new RequestContext(requestId, undefined, undefined, undefined);
  }
}
