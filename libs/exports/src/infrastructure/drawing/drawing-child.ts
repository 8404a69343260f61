import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { giveWay } from '@almanac/platform';
import {
  GIVE_WAY,
  type DrawingTask,
  type Drawn,
  type FromChild,
  type HostCall,
  type HostReply,
  type ToChild,
} from './host-protocol';

/**
 * Megabytes of old objects, of which it ends, and the worker does not. Little room for young ones suits what is drawn: most
 * dies at once. V8 must not learn otherwise and put it with the old ones from the start (allocation sites): that cost a fifth
 * of the time. It collects when it has grown by 60 per cent: by 30, 5,000 activities cost a tenth more. Nobody waits for it to
 * be quick, so that it collects and compiles by one thread at most beside its own: more would take a second core.
 */
const MEMORY = [
  ...['--max-old-space-size=512', '--max-semi-space-size=4', '--heap-growing-percent=60'],
  ...['--no-allocation-site-pretenuring', '--single-threaded-gc', '--v8-pool-size=1'],
];

interface PendingDrawing {
  reply(call: HostCall): Promise<HostReply>;
  resolve(drawn: Drawn): void;
  reject(error: Error): void;
}

/** A process that draws, and what it has in hand. It ends with the worker, even where that is killed. */
export class DrawingChild {
  private readonly drawings = new Map<number, PendingDrawing>();
  private readonly child: ChildProcess;
  private drawn = 0;
  private ended = false;
  /** Of which it ended, or could not be started. */
  private failure: Error | undefined;
  private idle: NodeJS.Timeout | undefined;

  /**
   * @param file what it runs
   * @param idleMs how long it stays without work
   * @param givesWay whether to all other processes
   */
  constructor(
    file: string,
    private readonly idleMs: number,
    givesWay: boolean,
  ) {
    // In a session of its own, for the priority of its group (standBack). It needs no setting, and is told no secret.
    this.child = fork(file, [String(process.pid), ...(givesWay ? [GIVE_WAY] : [])], {
      detached: true,
      serialization: 'advanced',
      execArgv: MEMORY,
      env: {},
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.child.on('message', (message: FromChild) => void this.hear(message));
    this.child.on('error', (error) => this.fail(error));
    this.child.on('exit', (code, signal) =>
      this.fail(new Error(`The process that draws has ended: ${signal ?? code}`)),
    );
    // A large planner takes a core for seconds, and people wait for the API meanwhile.
    if (givesWay && this.child.pid !== undefined) void giveWay(this.child.pid);
  }

  /** Whether it takes another drawing. */
  get alive(): boolean {
    return !this.ended;
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /**
   * @param reply to what the drawing calls for
   * @param signal when aborted, the drawing is told to end
   * @throws what the drawing failed of
   */
  async draw(
    task: DrawingTask,
    reply: (call: HostCall) => Promise<HostReply>,
    signal: AbortSignal,
  ): Promise<Drawn> {
    signal.throwIfAborted();
    if (this.failure) throw this.failure;
    clearTimeout(this.idle);
    const drawing = (this.drawn += 1);
    const giveUp = (): void => this.tell({ drawing, kind: 'give-up' });
    signal.addEventListener('abort', giveUp, { once: true });
    try {
      return await new Promise((resolve, reject) => {
        this.drawings.set(drawing, { reply, resolve, reject });
        this.tell({ drawing, kind: 'begin', task });
      });
    } finally {
      signal.removeEventListener('abort', giveUp);
      this.drawings.delete(drawing);
      if (this.drawings.size === 0 && this.alive) {
        this.idle = setTimeout(() => void this.end(), this.idleMs).unref();
      }
    }
  }

  /** With all that it has in hand. Resolves once it is gone. */
  async end(): Promise<void> {
    this.ended = true;
    clearTimeout(this.idle);
    if (this.child.pid === undefined || this.child.exitCode !== null || this.child.signalCode !== null)
      return;
    const gone = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await gone;
  }

  private async hear(message: FromChild): Promise<void> {
    const { drawing } = message;
    const pending = this.drawings.get(drawing);
    if (!pending) return;
    if (message.kind === 'drawn') pending.resolve(message.drawn);
    else if (message.kind === 'failed') pending.reject(failureOf(message.stack));
    else this.tell({ drawing, kind: 'reply', reply: await pending.reply(message.call) });
  }

  private tell(message: ToChild): void {
    // Where it is gone, or has never been there, its end says so.
    if (this.child.connected) this.child.send(message, () => undefined);
  }

  private fail(error: Error): void {
    this.ended = true;
    this.failure = error;
    clearTimeout(this.idle);
    for (const drawing of this.drawings.values()) drawing.reject(error);
  }
}

/** With the stack of where it failed, in the other process. */
function failureOf(stack: string): Error {
  const error = new Error(stack.split('\n', 1)[0]);
  error.stack = stack;
  return error;
}
