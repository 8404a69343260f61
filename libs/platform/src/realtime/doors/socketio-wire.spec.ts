import { encodePackets } from './socketio-wire';

describe('packets of Socket.IO that are made for many', () => {
  it('are texts for Engine.IO, and the same as frames in one piece', () => {
    const { texts, frames } = encodePackets([
      ['activity-created', { activity: { title: 'Größe' } }],
      ['activity:created', { seq: 1 }, '1-1'],
    ]);
    expect(texts).toEqual([
      '2/ws,["activity-created",{"activity":{"title":"Größe"}}]',
      '2/ws,["activity:created",{"seq":1},"1-1"]',
    ]);
    const parts: string[] = [];
    for (let rest = frames; rest.length > 0;) {
      // FIN and text, unmasked, and short enough for one byte of length.
      expect(rest[0]).toBe(0x81);
      const length = rest[1] ?? 0;
      parts.push(rest.toString('utf8', 2, 2 + length));
      rest = rest.subarray(2 + length);
    }
    expect(parts).toEqual(texts.map((text) => `4${text}`));
  });
});
