import type { RequestContext } from '../context';

/** A call to something outside. */
export interface OutgoingRequest {
  /** Whose circuit it is, such as `sendgrid`; also the label of its metrics, so one of a few. */
  service: string;
  /** Where a service is many peers, each of which fails for itself: which one, such as the id of a webhook. */
  peer?: string;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  url: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** Until the whole answer is there, all tries together. */
  timeoutMs?: number;
  /** Try again where the first try failed: only where doing it twice does no harm. */
  retry?: boolean;
  /** `configured`: an operator's setting, which may lead anywhere. `public`: somebody gave it, so it is guarded. */
  addresses: 'configured' | 'public';
  /** Of the body of the answer. */
  maxAnswerBytes?: number;
  /** Cut an answer that is longer, in place of failing. */
  cutAnswer?: boolean;
}

export interface OutgoingAnswer {
  /** Redirects are answers like any other: they are never followed. */
  status: number;
  /** Names in lower case; several of one name are joined by a comma. */
  headers: Record<string, string>;
  body: string;
}

/**
 * The one way out of this system (spec: background.md): bounded in time and size, tried again where that is
 * safe, and cut off by a circuit breaker where the other side is down. It logs no header, no body, no address.
 */
export abstract class OutgoingClient {
  /**
   * An answer with any status. The call carries `X-Request-Id` and `traceparent` of the context that it is made in, and
   * `tracestate` where the operator has set the address: what other tracing systems say there is not for strangers.
   * @throws CircuitOpenError, AddressRefusedError, OutgoingTimeoutError, OutgoingFailedError
   */
  abstract send(context: RequestContext, request: OutgoingRequest): Promise<OutgoingAnswer>;
}
