import { DatabaseError } from 'pg';
import { Combiner } from './combiner';

const failing = (error: Error) =>
  new Combiner<string, string>({ keyOf: (item) => item, run: () => Promise.reject(error) });
const refusedWith = (code: string) => Object.assign(new DatabaseError('refused', 1, 'error'), { code });

describe('a statement that several calls share', () => {
  it('gives each item back where PostgreSQL refused it, so that none can spoil another', async () => {
    const combiner = failing(refusedWith('23505'));
    expect(await Promise.all([combiner.add('a'), combiner.add('b')])).toEqual([undefined, undefined]);
  });

  it.each([
    refusedWith('57P01'),
    Object.assign(new Error('read'), { code: 'ECONNRESET' }),
    Object.assign(new Error('read'), { code: 'EHOSTUNREACH' }),
    new Error('whatever a socket says'),
  ])('is not done again where nobody knows whether it was done: %s', async (error) => {
    await expect(failing(error).add('a')).rejects.toBe(error);
  });

  it('never has two items with the same key, and gives each its own result', async () => {
    const runs: string[][] = [];
    const combiner = new Combiner<string, string>({
      keyOf: (item) => item.charAt(0),
      run: (items) => {
        runs.push([...items]);
        return Promise.resolve(items.map((item) => item.toUpperCase()));
      },
    });
    const results = await Promise.all(['a1', 'b1', 'a2', 'c1', 'a3'].map((item) => combiner.add(item)));
    expect(results).toEqual(['A1', 'B1', 'A2', 'C1', 'A3']);
    expect(runs).toEqual([['a1', 'b1', 'c1'], ['a2'], ['a3']]);
  });
});
