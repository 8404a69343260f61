import fc from 'fast-check';
import { utcInstants } from './json-instants';

describe('instants in JSON from PostgreSQL', () => {
  test.each([
    ['{"createdAt":"2026-01-25T15:30:00+00:00"}', '{"createdAt":"2026-01-25T15:30:00.000Z"}'],
    ['{"dueDate":"2026-01-25T15:30:00.5+00:00"}', '{"dueDate":"2026-01-25T15:30:00.500Z"}'],
    ['{"dueDate":"2026-01-25T15:30:00.05+00:00"}', '{"dueDate":"2026-01-25T15:30:00.050Z"}'],
    [
      '{"lastActivity":"2026-01-25T15:30:00.123+00:00","n":1}',
      '{"lastActivity":"2026-01-25T15:30:00.123Z","n":1}',
    ],
    [
      '[{"updatedAt":"0001-01-01T00:00:00+00:00"},{"updatedAt":null}]',
      '[{"updatedAt":"0001-01-01T00:00:00.000Z"},{"updatedAt":null}]',
    ],
    ['{"seq":1,"at":"2026-01-25T15:30:31.7+00:00"}', '{"seq":1,"at":"2026-01-25T15:30:31.700Z"}'],
    ['{"deadline":"2026-01-25T15:30:31+00:00"}', '{"deadline":"2026-01-25T15:30:31.000Z"}'],
    ['{"lockedUntil":"2026-01-25T15:30:31+00:00"}', '{"lockedUntil":"2026-01-25T15:30:31.000Z"}'],
    ['{"what":"2026-01-25T15:30:31+00:00"}', '{"what":"2026-01-25T15:30:31+00:00"}'],
    ['[]', '[]'],
  ])('%s', (given, expected) => {
    expect(utcInstants(given)).toBe(expected);
  });

  test('what people wrote stays as it is', () => {
    const texts = fc.oneof(
      fc.string(),
      fc.constant('2026-01-25T15:30:00+00:00'),
      fc.constant('","createdAt":"2026-01-25T15:30:00+00:00'),
      fc.constant('createdAt":"2026-01-25T15:30:00.1+00:00"'),
    );
    fc.assert(
      fc.property(fc.record({ title: texts, description: texts, tags: fc.array(texts) }), (row) => {
        const json = JSON.stringify({ ...row, createdAt: '2026-01-25T15:30:00+00:00' });
        expect(JSON.parse(utcInstants(json))).toEqual({ ...row, createdAt: '2026-01-25T15:30:00.000Z' });
      }),
    );
  });
});
