import { HeardMessages } from './heard-messages';

const message = (type: string, eventId: string, data = ''): Buffer =>
  Buffer.from(JSON.stringify({ type, eventId, seq: 7, prev: 6, data }));

describe('what came over the bus before', () => {
  it('is known by its room, type and event', () => {
    const heard = new HeardMessages();
    expect(heard.isRepeated('planner:a', message('activity:created', 'e1'))).toBe(false);
    expect(heard.isRepeated('planner:a', message('activity:created', 'e1'))).toBe(true);
    expect(heard.isRepeated('planner:b', message('activity:created', 'e1'))).toBe(false);
    expect(heard.isRepeated('planner:a', message('activity:updated', 'e1'))).toBe(false);
    expect(heard.isRepeated('planner:a', message('activity:created', 'e2'))).toBe(false);
  });

  it('is still known after more messages than a batch of the relay has', () => {
    const heard = new HeardMessages();
    heard.isRepeated('planner:a', message('activity:created', 'first'));
    for (let index = 0; index < 2000; index += 1) {
      heard.isRepeated('planner:a', message('activity:created', `e${index}`));
    }
    expect(heard.isRepeated('planner:a', message('activity:created', 'first'))).toBe(true);
  });

  it('is nothing where a text is no message', () => {
    const heard = new HeardMessages();
    expect(heard.isRepeated('planner:a', Buffer.from('nonsense'))).toBe(false);
    expect(heard.isRepeated('planner:a', Buffer.from('nonsense'))).toBe(false);
  });
});
