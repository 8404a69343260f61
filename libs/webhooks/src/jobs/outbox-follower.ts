import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { Config, LOGGER, RelayNews, RequestContext, Wakeup, type PinoLogger } from '@almanac/platform';
import { FanOutService } from '../application/fan-out.service';
import { isPublicEvent } from '../domain/public-events';

/** How often the outbox is walked although nobody has said that there is something. */
const SWEEP_MS = 10_000;
/** Until it is tried again to go past what others are at. */
const BEHIND_MS = 250;
/** Events that come thick and fast are gathered for so long, as each walk has a price of its own. */
const GATHER_MS = 20;
const LONGEST_PAUSE_MS = 5000;

/**
 * Has the outbox walked for webhooks whenever the relay of this process has delivered what they may hear of, and in
 * every worker from time to time, in case that one has died.
 */
@Injectable()
export class OutboxFollower implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly wakeup = new Wakeup();
  /** The highest number that the relay has told of. */
  private heardOf = 0;
  private sweepAt = 0;
  private failures = 0;
  private stopping = false;
  private loop: Promise<void> = Promise.resolve();
  private forget: () => void = () => undefined;

  constructor(
    private readonly fanOut: FanOutService,
    private readonly news: RelayNews,
    private readonly config: Config,
    @Inject(LOGGER) private readonly logger: PinoLogger,
  ) {}

  onApplicationBootstrap(): void {
    this.forget = this.news.listen((names, upTo) => {
      if (![...names].some(isPublicEvent)) return;
      this.heardOf = upTo;
      this.wakeup.ring();
    });
    this.loop = this.follow();
  }

  /** What is under way is one transaction; it ends soon. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    this.forget();
    this.wakeup.ring();
    await Promise.race([this.loop, sleep(this.config.SHUTDOWN_TIMEOUT_MS, undefined, { ref: false })]);
  }

  private async follow(): Promise<void> {
    while (!this.ended()) {
      try {
        const done = await this.walk();
        this.failures = 0;
        if (done) await this.untilThereIsMore();
        else await this.wakeup.sleep(BEHIND_MS);
      } catch (error) {
        await this.recoverFrom(error);
      }
    }
  }

  /** Whether all that was told of is noted. */
  private async walk(): Promise<boolean> {
    const { heardOf } = this;
    if (Date.now() < this.sweepAt) return this.fanOut.upTo(RequestContext.system(), heardOf);
    const reached = await this.fanOut.run(RequestContext.system());
    this.sweepAt = Date.now() + SWEEP_MS;
    return (reached ?? 0) >= heardOf;
  }

  private async untilThereIsMore(): Promise<void> {
    const before = Date.now();
    await this.wakeup.sleep(Math.max(this.sweepAt - before, 0));
    if (Date.now() - before < GATHER_MS && !this.ended()) await sleep(GATHER_MS);
  }

  private async recoverFrom(error: unknown): Promise<void> {
    this.failures += 1;
    const pause = Math.min(BEHIND_MS * 2 ** Math.min(this.failures, 10), LONGEST_PAUSE_MS);
    if (this.ended()) return;
    this.logger.warn({ err: error, pauseMs: pause }, 'webhooks wait: the outbox is walked again');
    const until = Date.now() + pause;
    while (!this.ended() && Date.now() < until) await this.wakeup.sleep(until - Date.now());
  }

  /** Asked anew each time: it changes while others are waited for. */
  private ended(): boolean {
    return this.stopping;
  }
}
