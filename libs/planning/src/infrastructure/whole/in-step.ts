/**
 * Reads the rows of a cursor beside those of another that they belong to: both come in the same order, so that the rows
 * of each group stand together. Groups that nobody asked for are passed over; none is asked for twice.
 */
export class InStep<Row> {
  private readonly rows: AsyncIterator<Row>;
  private waiting: IteratorResult<Row> | undefined;

  constructor(
    rows: AsyncIterable<Row>,
    private readonly groupOf: (row: Row) => string,
  ) {
    this.rows = rows[Symbol.asyncIterator]();
  }

  /**
   * The rows of the group.
   * @param isThere whether it has any: only then the groups before it are passed over
   */
  async *of(group: string, isThere: boolean): AsyncGenerator<Row> {
    if (!isThere) return;
    let found = false;
    for (;;) {
      this.waiting ??= await this.rows.next();
      const { done, value } = this.waiting as IteratorResult<Row, undefined>;
      if (done) return;
      const mine = this.groupOf(value) === group;
      if (found && !mine) return;
      this.waiting = undefined;
      if (!mine) continue;
      found = true;
      yield value;
    }
  }
}
