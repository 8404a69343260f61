import { readSpanContext, spanOfRequest, traceparentOf, type SpanContext } from './trace-context';

/** Which call work comes of. */
export interface Origin {
  requestId: string;
  /** The span that asked for it; undefined where only a name is known. */
  span: SpanContext | undefined;
}

/**
 * An origin as one text, for a column or a job: the request id, and behind it `traceparent` and `tracestate`, where the
 * span is not the one that goes by the request's own id (docs/adr/0137). No request id has a space in it.
 */
export function originText(requestId: string, span: SpanContext | undefined): string {
  if (span === undefined) return requestId;
  const text = `${requestId} ${traceparentOf(span)}`;
  return span.state === undefined ? text : `${text} ${span.state}`;
}

/** Reads what `originText` wrote, at any time before. */
export function readOrigin(text: string): Origin {
  const [requestId = '', traceparent, ...state] = text.split(' ');
  if (traceparent === undefined) return { requestId, span: spanOfRequest(requestId) };
  const tracestate = state.length === 0 ? undefined : state.join(' ');
  return { requestId, span: readSpanContext(traceparent, tracestate) };
}
