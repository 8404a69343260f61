import { randomFillSync } from 'node:crypto';

/** Random bytes are drawn for many ids at once: one draw an id would cost more than the id. */
const pool = Buffer.alloc(4096);
let drawn = pool.length;

/** So many random bytes, for whoever uses them at once: they are a part of the pool, which is filled anew. */
export function randomBytesOf(count: number): Buffer {
  if (drawn + count > pool.length) {
    randomFillSync(pool);
    drawn = 0;
  }
  drawn += count;
  return pool.subarray(drawn - count, drawn);
}
