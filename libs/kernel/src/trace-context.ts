import { randomBytesOf } from './random-pool';
import { readTraceState } from './trace-state';

/** A span of a trace, as far as others hear of it: what `traceparent` and `tracestate` say (W3C Trace Context). */
export interface SpanContext {
  /** 32 hexadecimal digits in lower case, not all of them zero. */
  readonly traceId: string;
  /** 16 such digits. */
  readonly spanId: string;
  /** Bits: 1 sampled, 2 random. */
  readonly flags: number;
  readonly state: string | undefined;
}

/** Whoever comes before may have recorded what was done for the trace. */
const SAMPLED = 0x01;
/** The end of the trace id was drawn at random (level 2). */
const RANDOM = 0x02;

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const ZERO = /^0+$/;
const SPAN_BYTES = 8;
const TRACE_BYTES = 16;

/**
 * The span that a request comes from. Undefined where `traceparent` does not hold; then the receiver begins a trace, and
 * `tracestate` counts for nothing. Of versions to come only what version 00 has is read.
 */
export function readSpanContext(traceparent: string, tracestate?: string): SpanContext | undefined {
  const [, version, traceId = '', spanId = '', flags = '', more] = TRACEPARENT.exec(traceparent) ?? [];
  if (version === undefined || version === 'ff' || ZERO.test(traceId) || ZERO.test(spanId)) return undefined;
  if (version === '00' && more !== undefined) return undefined;
  const known = version === '00' ? SAMPLED | RANDOM : SAMPLED;
  return {
    traceId,
    spanId,
    flags: Number.parseInt(flags, 16) & known,
    state: tracestate === undefined ? undefined : readTraceState(tracestate),
  };
}

/** The `traceparent` for whomever the span calls. */
export function traceparentOf({ traceId, spanId, flags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${flags.toString(16).padStart(2, '0')}`;
}

/** A span of its own, in the trace of the one that it comes of. */
export function childSpan({ traceId, flags, state }: SpanContext): SpanContext {
  return { traceId, spanId: randomHex(SPAN_BYTES), flags, state };
}

/** The first span of a new trace. Nobody has recorded anything of it yet. */
export function newSpan(): SpanContext {
  return { traceId: randomHex(TRACE_BYTES), spanId: randomHex(SPAN_BYTES), flags: 0, state: undefined };
}

/**
 * The first span of the trace of a request that has an id of our own making: its digits are the trace's id, and the last
 * of them the span's. So whoever knows the request knows the span, and it need not be drawn, nor handed on. The digits of
 * a UUIDv7 are as random as those of a trace must be: 62 bits, at the end. Undefined where the id is no UUID.
 */
export function spanOfRequest(requestId: string): SpanContext | undefined {
  if (!UUID.test(requestId)) return undefined;
  const traceId = requestId.replaceAll('-', '');
  return { traceId, spanId: traceId.slice(-2 * SPAN_BYTES), flags: 0, state: undefined };
}

function randomHex(bytes: number): string {
  for (;;) {
    const digits = randomBytesOf(bytes).toString('hex');
    if (!ZERO.test(digits)) return digits;
  }
}
