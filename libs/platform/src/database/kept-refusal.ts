const kept = new WeakSet<Error>();

/**
 * Marks an error as a refusal whose transaction is committed nevertheless: a wrong password must stay counted,
 * also where a transaction of the whole request (`Idempotency-Key`) is open around it. Whatever the transaction
 * has written until then is kept, so such a refusal comes before any other write.
 */
export function keptRefusal<E extends Error>(error: E): E {
  kept.add(error);
  return error;
}

export function isKeptRefusal(error: unknown): boolean {
  return error instanceof Error && kept.has(error);
}
