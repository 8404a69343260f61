import { isDatabaseAway, sqlState } from './sql-errors';

/** Statements under way at a time. One alone would leave PostgreSQL idle while the process reads its answer. */
const LANES = 2;
/** Items in one statement: enough to share the costs of a statement and its commit, and few enough to be quick. */
const MOST = 64;

export interface CombinerOptions<Item, Result> {
  /** Items with the same key never share a statement. */
  keyOf(item: Item): string;
  /** One statement for all items; its results in the order of the items, `undefined` for one that it left out. */
  run(items: readonly Item[]): Promise<readonly (Result | undefined)[]>;
}

interface Waiting<Item, Result> {
  item: Item;
  resolve: (result: Result | undefined) => void;
  reject: (error: unknown) => void;
}

/**
 * Lets calls that come at the same time share one statement: a statement, a commit and their round trip cost
 * PostgreSQL and this process more than the rows they write. A call never waits for others to come; it waits only
 * while as many statements as there are lanes are under way, and goes with all that came meanwhile.
 *
 * Where PostgreSQL says that the statement failed, none of its items was written, and each is given back as left out, to
 * be done by itself: one item can never spoil another.
 */
export class Combiner<Item, Result> {
  private waiting: Waiting<Item, Result>[] = [];
  private underWay = 0;
  private scheduled = false;

  constructor(private readonly options: CombinerOptions<Item, Result>) {}

  /**
   * The item's result, or undefined where the statement left it out.
   * @throws any other error, as of a connection that broke: whether the item was written is then not known.
   */
  add(item: Item): Promise<Result | undefined> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      this.schedule();
    });
  }

  /** After all input that is at hand: requests that were read together go together. */
  private schedule(): void {
    if (this.scheduled || this.underWay >= LANES || this.waiting.length === 0) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      void this.flush();
    });
  }

  private async flush(): Promise<void> {
    const calls = this.take();
    if (calls.length === 0) return;
    this.underWay += 1;
    this.schedule();
    try {
      const results = await this.options.run(calls.map(({ item }) => item));
      for (const [index, { resolve }] of calls.entries()) resolve(results[index]);
    } catch (error) {
      const nothingWritten = sqlState(error) !== undefined && !isDatabaseAway(error);
      for (const { resolve, reject } of calls) {
        if (nothingWritten) resolve(undefined);
        else reject(error);
      }
    } finally {
      this.underWay -= 1;
      this.schedule();
    }
  }

  private take(): Waiting<Item, Result>[] {
    const taken: Waiting<Item, Result>[] = [];
    const left: Waiting<Item, Result>[] = [];
    const keys = new Set<string>();
    for (const call of this.waiting) {
      const key = this.options.keyOf(call.item);
      if (taken.length === MOST || keys.has(key)) left.push(call);
      else taken.push(call);
      keys.add(key);
    }
    this.waiting = left;
    return taken;
  }
}
