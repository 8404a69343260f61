import { plannerDocument } from '@almanac/testing';
import type { ActivityDocument, DrawnActivity } from '../../domain/planner-document';
import { DrawingHost } from './drawing-host';

/** What goes over at once of a section, call by call. */
async function batches(activities: Partial<ActivityDocument>[]): Promise<DrawnActivity[][]> {
  const done = (): Promise<void> => Promise.resolve();
  const document = plannerDocument([{ title: 'Part', activities }]);
  const host = new DrawingHost(document, done, done, new AbortController().signal);
  await host.reply({ id: 1, method: 'nextSection', pass: 1 });
  const all: DrawnActivity[][] = [];
  for (let id = 2; ; id += 1) {
    const reply = await host.reply({ id, method: 'nextActivities', pass: 1 });
    if ('failed' in reply || !Array.isArray(reply.result)) throw new Error('The call failed');
    if (reply.result.length === 0) return all;
    all.push(reply.result);
  }
}

const titled = (count: number, more: Partial<ActivityDocument> = {}) =>
  Array.from({ length: count }, (_, index) => ({ title: `Task ${index}`, ...more }));

it('hands over 200 activities at a time, in their order', async () => {
  const all = await batches(titled(430));
  expect(all.map(({ length }) => length)).toEqual([200, 200, 30]);
  expect(all.flat().map(({ title }) => title)).toEqual(titled(430).map(({ title }) => title));
});

it('hands over fewer where they are long, and one at least', async () => {
  const long = {
    description: 'x'.repeat(50_000),
    checklist: [{ text: 'y'.repeat(50_000), completed: false }],
  };
  expect((await batches(titled(7, long))).map(({ length }) => length)).toEqual([3, 3, 1]);
  const huge = { description: 'x'.repeat(600_000) };
  expect((await batches(titled(3, huge))).map(({ length }) => length)).toEqual([1, 1, 1]);
});

it('keeps to itself what nobody draws', async () => {
  const series: ActivityDocument['series'] = {
    index: 0,
    originalStart: '2026-01-05T09:00:00.000Z',
    start: '2026-01-05T09:00:00.000Z',
    timeZone: 'Europe/Berlin',
    number: 1,
    continued: false,
    next: null,
    exceptions: [{ originalStart: '2026-01-06T09:00:00.000Z', skipped: true, content: {}, base: {} }],
  };
  const [[drawn] = []] = await batches(titled(1, { series }));
  expect(drawn?.series).toEqual({ ...series, exceptions: [] });
  expect(drawn).not.toHaveProperty('comments');
});
