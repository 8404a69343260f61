import type { Reading } from '../../domain/imports/reading';
import { heldFile, ReceivedBytes } from './received-bytes';

it('holds so much of one person and of all, and lets go of it', () => {
  const bytes = new ReceivedBytes({ own: 10, all: 15 });
  const [first, second, third] = [bytes.of('ada'), bytes.of('ada'), bytes.of('bob')];
  first.hold(6);
  second.hold(4);
  expect(() => second.hold(1)).toThrow(expect.objectContaining({ code: 'RATE_LIMIT_EXCEEDED' }));
  third.hold(5);
  expect(() => third.hold(1)).toThrow(expect.objectContaining({ code: 'SERVICE_UNAVAILABLE' }));
  first.release();
  // Whoever is released twice gives nothing back twice.
  first.release();
  third.hold(5);
  expect(() => third.hold(1)).toThrow(expect.objectContaining({ code: 'RATE_LIMIT_EXCEEDED' }));
});

it('lets go of a file, of what was read of it and of its place, once', () => {
  const bytes = new ReceivedBytes({ own: 10, all: 15 });
  const { hold, release } = bytes.of('ada');
  hold(10);
  let closed = 0;
  const activities: Reading['activities'] = {
    next: () => Promise.resolve({ done: true, value: undefined }),
    [Symbol.asyncIterator]: () => activities,
  };
  const close = () => void (closed += 1);
  const reading: Reading = { planner: null, problems: [], problemsCount: 0, activities, close };
  const file = heldFile(
    { format: 'csv', pieces: [new Uint8Array(10)], size: 10, title: undefined, reading },
    release,
  );
  expect([file.pieces.length, closed]).toEqual([1, 0]);
  file.letGo();
  expect([file.pieces.length, closed]).toEqual([0, 1]);
  bytes.of('ada').hold(10);
  // The request is over: what others hold by then is theirs.
  file.letGo();
  expect(() => bytes.of('ada').hold(1)).toThrow(expect.objectContaining({ code: 'RATE_LIMIT_EXCEEDED' }));
});
