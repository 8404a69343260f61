import * as fc from 'fast-check';
import { newId } from './ids';
import { childSpan, newSpan, readSpanContext, spanOfRequest, traceparentOf } from './trace-context';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';
const hex = (digits: number) =>
  fc.stringMatching(new RegExp(`^[0-9a-f]{${digits}}$`)).filter((text) => /[^0]/.test(text));
const flags = fc.constantFrom(0, 1, 2, 3);
const span = fc.record({ traceId: hex(32), spanId: hex(16), flags, state: fc.constant(undefined) });

describe('a traceparent', () => {
  it('comes back as it went', () => {
    fc.assert(
      fc.property(span, (one) => {
        expect(readSpanContext(traceparentOf(one))).toEqual(one);
      }),
    );
  });

  it('says which trace, which span in it, and whether that was recorded', () => {
    expect(readSpanContext(`00-${TRACE}-${SPAN}-01`)).toEqual({
      traceId: TRACE,
      spanId: SPAN,
      flags: 1,
      state: undefined,
    });
    // Bits that nobody has given a meaning do not go on.
    expect(readSpanContext(`00-${TRACE}-${SPAN}-ff`)?.flags).toBe(3);
    expect(readSpanContext(`00-${TRACE}-${SPAN}-08`)?.flags).toBe(0);
  });

  it('of a version to come is read as far as it is known', () => {
    for (const more of ['', '-', '-what-the-future-will-be-like'])
      expect(readSpanContext(`cc-${TRACE}-${SPAN}-03${more}`)).toMatchObject({ traceId: TRACE, flags: 1 });
  });

  it.each([
    ['', 'nothing'],
    [`ff-${TRACE}-${SPAN}-01`, 'the version that is none'],
    [`00-${'0'.repeat(32)}-${SPAN}-01`, 'no trace'],
    [`00-${TRACE}-${'0'.repeat(16)}-01`, 'no span'],
    [`00-${TRACE.toUpperCase()}-${SPAN}-01`, 'capitals'],
    [`00-${TRACE}-${SPAN}-01-more`, 'more than version 00 has'],
    [`00-${TRACE}-${SPAN}-01.`, 'a dot behind it'],
    [`cc-${TRACE}-${SPAN}-01.more`, 'something that is no further field'],
    [`00-${TRACE}0-${SPAN}-01`, 'a digit too many'],
    [`00-${TRACE.slice(1)}-${SPAN}-01`, 'a digit too few'],
    [`0-${TRACE}-${SPAN}-01`, 'half a version'],
    [`00-${TRACE}-${SPAN}-1`, 'half of the flags'],
    [`00-${TRACE}-${SPAN}-0g`, 'a letter that is no digit'],
    [`00-${TRACE}-${SPAN}-01, 00-${TRACE}-${SPAN}-01`, 'two headers'],
    [`00-${TRACE}-${SPAN}-01\n`, 'a line break'],
  ])('does not hold: %j (%s)', (text) => {
    expect(readSpanContext(text, 'a=1')).toBeUndefined();
  });

  it('holds in no other form', () => {
    const part = fc.oneof(fc.string({ maxLength: 4 }), fc.constantFrom('-', '00', 'ff', TRACE, SPAN, '0'));
    fc.assert(
      fc.property(fc.array(part, { maxLength: 9 }), (parts) => {
        const read = readSpanContext(parts.join(''));
        if (read) expect(traceparentOf(read)).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[0-3]$/);
      }),
    );
  });
});

describe('a span', () => {
  it('of its own stays in the trace, with what else was said of it', () => {
    const parent = readSpanContext(`00-${TRACE}-${SPAN}-01`, 'rojo=00f067aa0ba902b7');
    const child = parent && childSpan(parent);
    expect(child).toEqual({ ...parent, spanId: expect.stringMatching(/^[0-9a-f]{16}$/) as string });
    expect(child?.spanId).not.toBe(SPAN);
  });

  it('begins a trace of which nobody has heard', () => {
    const made = Array.from({ length: 1000 }, newSpan);
    expect(new Set(made.map(({ traceId }) => traceId)).size).toBe(1000);
    expect(new Set(made.map(({ spanId }) => spanId)).size).toBe(1000);
    for (const one of made) expect(readSpanContext(traceparentOf(one))).toEqual(one);
  });

  it('goes by the id of its request, for everybody who knows that', () => {
    const id = newId();
    const named = spanOfRequest(id);
    expect(named).toMatchObject({ traceId: id.replaceAll('-', ''), flags: 0 });
    expect(named).toEqual(spanOfRequest(id));
    expect(named && readSpanContext(traceparentOf(named))).toEqual(named);
    expect(spanOfRequest(newId())?.spanId).not.toBe(named?.spanId);
  });

  it.each(['x', '', 'my-trace.42', '00000000-0000-0000-0000-000000000000'])(
    'goes by no other name: %j',
    (name) => expect(spanOfRequest(name)).toBeUndefined(),
  );
});
