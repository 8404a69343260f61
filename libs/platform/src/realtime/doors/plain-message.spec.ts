import { LIVE_LIMITS } from '../limits';
import { idAtBeginning, parseMessage } from './plain-message';

const long = 'x'.repeat(LIVE_LIMITS.messageBytes);

describe('messages of the plain door', () => {
  it.each([
    [{ type: 'typing', id: 'q1', long }, 'q1'],
    [{ id: 17, type: 'typing', long }, 17],
    [{ type: 'typing', id: -3, long }, -3],
    [{ type: 'typing', id: '', long }, ''],
    [{ type: 'typing', id: 'a"b', long }, undefined],
    [{ type: 'typing', long, id: 4 }, undefined],
    [{ type: 'typing', id: 'i'.repeat(101), long }, undefined],
    [{ type: 'typing', body: { id: 4 }, long }, undefined],
    [{ type: 'typing', long }, undefined],
  ])('that are too long are known by what stands at their beginning: %#', (message, id) => {
    const bytes = Buffer.from(JSON.stringify(message, undefined, 1));
    expect(parseMessage(bytes)).toBeUndefined();
    expect(idAtBeginning(bytes)).toBe(id);
  });

  it('are read where they are short', () => {
    expect(parseMessage(Buffer.from('{"type":"ping","id":"p","x":1}'))).toEqual({
      type: 'ping',
      id: 'p',
      body: { x: 1 },
    });
    for (const text of ['', '[]', 'null', '{"type":1}', '{"id":1}', '{'])
      expect(parseMessage(Buffer.from(text))).toBeUndefined();
  });
});
