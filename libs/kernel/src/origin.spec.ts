import * as fc from 'fast-check';
import { newId } from './ids';
import { originText, readOrigin } from './origin';
import { newSpan, spanOfRequest } from './trace-context';

describe('an origin', () => {
  it('comes back as it went', () => {
    const id = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/);
    const state = fc.option(fc.constantFrom('foo=1,bar=2', 'foo= a b'), { nil: undefined });
    fc.assert(
      fc.property(id, state, (requestId, words) => {
        const span = { ...newSpan(), state: words };
        expect(readOrigin(originText(requestId, span))).toEqual({ requestId, span });
      }),
    );
  });

  it('is the request id alone where the span goes by it', () => {
    const requestId = newId();
    expect(originText(requestId, undefined)).toBe(requestId);
    expect(readOrigin(requestId)).toEqual({ requestId, span: spanOfRequest(requestId) });
  });

  it('may be a mere name', () => {
    expect(readOrigin('x')).toEqual({ requestId: 'x', span: undefined });
    expect(readOrigin('x y')).toEqual({ requestId: 'x', span: undefined });
  });
});
