import { Client, type ClientBase } from 'pg';

/** Whether this side has given up a query that PostgreSQL neither answered nor cancelled in time (`query_timeout`). */
function isOverdue(error: unknown): error is Error {
  const cause = error instanceof Error && 'driverError' in error ? error.driverError : error;
  return cause instanceof Error && cause.message === 'Query read timeout';
}

/**
 * Cuts the connection on which an answer is overdue: the server may still hang, and whatever is asked there next, a
 * ROLLBACK for one, would wait as long again. A server that is alive ends the transaction by itself.
 */
export function cutIfOverdue(client: ClientBase, error: unknown): void {
  if (client instanceof Client && isOverdue(error)) client.connection.stream.destroy(error);
}
