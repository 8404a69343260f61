/**
 * A failure that a person can act upon: its message is one clear sentence for stderr, without a stack.
 * Everything else that is thrown is a bug of ours and keeps its stack.
 */
export class Failure extends Error {
  name = 'Failure';
}

/** Prints what went wrong (a sentence for a Failure, the stack for anything else). */
export function report(error) {
  const text = error instanceof Failure ? error.message : (error?.stack ?? String(error));
  process.stderr.write(`${text}\n`);
}
