import {
  childSpan,
  newId,
  newSpan,
  originText,
  readOrigin,
  spanOfRequest,
  type Id,
  type SpanContext,
} from '@almanac/kernel';
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

  private worked: SpanContext | undefined;

  constructor(
    readonly requestId: string,
    readonly principal: Principal | undefined,
    readonly ip: string | undefined,
    readonly userAgent: string | undefined,
    /** The version that `If-Match` names; a write whose row has another answers 412. */
    readonly expectedVersions?: readonly number[],
    /** Where the caller is (ISO 3166), where a trusted proxy tells it. */
    readonly country?: string,
    /** Given where the span does not go by the request's id: the caller has a trace, or has chosen the id. */
    readonly ownSpan?: SpanContext,
  ) {}

  /** Context of work that no request asked for: schedules, commands. */
  static system(requestId: string = newId()): RequestContext {
    return new RequestContext(requestId, undefined, undefined, undefined);
  }

  /** Context of work that comes of a call and is done by itself, such as a job: a span of its own in the same trace. */
  static of(origin: string): RequestContext {
    const { requestId, span } = readOrigin(origin);
    return caused(requestId, undefined, span === undefined ? newSpan() : childSpan(span));
  }

  /** The same call, on behalf of somebody. */
  as(principal: Principal): RequestContext {
    return caused(this.requestId, principal, this.ownSpan);
  }

  /** The call as a span of a trace. Worked out when somebody asks: most requests are heard of in a line of the log alone. */
  get span(): SpanContext {
    return (this.worked ??= this.ownSpan ?? spanOfRequest(this.requestId) ?? newSpan());
  }

  /** What goes with whatever this call sets going: `RequestContext.of` makes a context of it. */
  get origin(): string {
    return originText(this.requestId, this.ownSpan);
  }

  /** What a line of the log says of the call. */
  get named(): { requestId: string; traceId: string; spanId: string } {
    const { traceId, spanId } = this.span;
    return { requestId: this.requestId, traceId, spanId };
  }
}

/** Nobody calls from anywhere: it is done for whoever has caused it. */
function caused(
  requestId: string,
  principal: Principal | undefined,
  span: SpanContext | undefined,
): RequestContext {
  return new RequestContext(requestId, principal, undefined, undefined, undefined, undefined, span);
}
