import { ReceivedBytes } from './received-bytes';

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
