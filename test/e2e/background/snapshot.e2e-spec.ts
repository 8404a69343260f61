import { Client } from 'pg';
import { Snapshots, statement } from '@almanac/platform';
import { createTestApp, type TestApp } from '@almanac/testing';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});

afterAll(() => app.close());

/** Short ones, and in their midst some of 100,000 characters. */
const rows = statement<{ json: string }>(
  'test.snapshot-rows',
  `SELECT json_build_object('n', n, 'text', repeat('x', CASE WHEN n BETWEEN 700 AND 720 THEN 100000 ELSE 9 END))::text
          AS json
     FROM generate_series(1, $1::int) AS n ORDER BY n`,
);

/** What was read, and how many rows each time. */
async function read(most?: number): Promise<{ numbers: number[]; counts: number[] }> {
  const query = jest.spyOn(Client.prototype, 'query');
  try {
    return await app.get(Snapshots).within(async (snapshot) => {
      const numbers: number[] = [];
      for await (const json of snapshot.rows(rows, [1_000], most))
        numbers.push((JSON.parse(json) as { n: number }).n);
      const counts = query.mock.calls.flatMap(([what]: readonly unknown[]) => {
        const text = typeof what === 'object' && what !== null && 'text' in what ? String(what.text) : '';
        return /^FETCH (\d+) /.exec(text)?.[1] ?? [];
      });
      return { numbers, counts: counts.map(Number) };
    });
  } finally {
    query.mockRestore();
  }
}

const all = Array.from({ length: 1_000 }, (_, index) => index + 1);

test('rows are read a few at a time, fewer where they are long, and none is lost', async () => {
  const { numbers, counts } = await read();
  expect(numbers).toEqual(all);
  expect(Math.max(...counts)).toBe(20);
  expect(Math.min(...counts)).toBeLessThanOrEqual(2);
});

test('more are read at a time where more are asked for and they are short', async () => {
  const { numbers, counts } = await read(200);
  expect(numbers).toEqual(all);
  expect(counts.slice(0, 3)).toEqual([20, 80, 200]);
  expect(Math.min(...counts.slice(3))).toBeLessThan(50);
});
