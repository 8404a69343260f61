import { statement } from './statement';
import type { Transaction } from './transaction';

const set = statement('savepoint.set', 'SAVEPOINT attempt');
const release = statement('savepoint.release', 'RELEASE SAVEPOINT attempt');
const back = statement('savepoint.back', 'ROLLBACK TO SAVEPOINT attempt');

/**
 * Work that may fail without taking its transaction along: when it throws, what it wrote, or kept for
 * the end, is taken back and the error comes on. Locks that it took stay until the transaction ends.
 */
export async function savepoint<T>(transaction: Transaction, work: () => Promise<T>): Promise<T> {
  await transaction.query(set, []);
  const kept = transaction.kept.length;
  let result: T;
  try {
    result = await work();
  } catch (error) {
    await transaction.query(back, []);
    await transaction.query(release, []);
    transaction.kept.length = kept;
    throw error;
  }
  await transaction.query(release, []);
  return result;
}
