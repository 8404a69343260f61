import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Redis } from 'ioredis';
import type { Room } from '@almanac/contracts';
import { REDIS, RedisConnections } from '../../cache';
import { Config } from '../../config';
import { LOGGER, type PinoLogger } from '../../logging';
import { controlChannel, liveChannel } from '../../queue';
import { LiveStream } from './live-stream';
import { comparePositions, isPosition, type StreamPosition } from './stream-position';

/** How long joining a room waits for Redis, in milliseconds; the subscription stands also when that is too short. */
const SUBSCRIBE_MS = 1000;
const PAGE = 500;
const CATCH_UP_AGAIN_MS = 250;
/** So often a process whose rooms are quiet looks how far the others are, in milliseconds. */
const ADVANCE_MS = 2000;
/** While it catches up so many wait at most; what is left out is in the stream. */
const MOST_WAITING = 10_000;
/** Before a message that is not kept: who sent it, so that they do not hear themselves. */
const EPHEMERAL = '~';
/** In place of a message: who is in the room has changed. */
const PRESENCE = '?';

export interface BusListener {
  /** @param position its place in the stream; undefined for what is not kept there */
  onMessage(room: Room, text: Buffer, position: StreamPosition | undefined): void;
  onEphemeral(room: Room, text: Buffer, senderKey: string): void;
  onPresence(room: Room): void;
  onControl(text: Buffer): void;
  /** Redis was away and is back: orders may have been missed. What was missed in the rooms is told after this. */
  onResumed(): void;
}

/**
 * This process's ear on Redis pub/sub: it listens to the rooms that have a local member and to no other, and to the
 * orders for every process. After an outage it reads in the stream what it missed, before it hears anything new.
 */
@Injectable()
export class LiveBus implements BeforeApplicationShutdown {
  private redis: Redis | undefined;
  private listener: BusListener | undefined;
  private readonly prefix: string;
  private readonly control: string;
  /** The last place in the stream whose message was heard, or passed over as nobody here listens to its room. */
  private heardUpTo: StreamPosition | undefined;
  /** What arrives while it catches up; undefined when it hears things as they come. */
  private waiting: { room: Room; text: Buffer; position: StreamPosition }[] | undefined = [];
  private attempt = 0;
  /** Whether orders may have been missed since the listener was last told so. */
  private mayHaveMissed = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly connections: RedisConnections,
    private readonly stream: LiveStream,
    private readonly config: Config,
    @Inject(REDIS) private readonly commands: Redis,
    @Inject(LOGGER) private readonly logger: PinoLogger,
  ) {
    this.prefix = liveChannel(config, '' as Room);
    this.control = controlChannel(config);
  }

  /** Up to where this process has heard everything; undefined while it does not know. */
  get position(): StreamPosition | undefined {
    return this.heardUpTo;
  }

  /** Whether it still reads what it missed. */
  get isBehind(): boolean {
    return this.waiting !== undefined;
  }

  open(listener: BusListener): void {
    this.listener = listener;
    const redis = this.connections.connect('subscriber', 'live');
    this.redis = redis;
    redis.on('ready', () => {
      this.mayHaveMissed = true;
      void this.catchUp();
    });
    redis.on('messageBuffer', (channel: Buffer, text: Buffer) => {
      const name = channel.toString('latin1');
      if (name === this.control) listener.onControl(text);
      else if (name.startsWith(this.prefix)) this.hear(name.slice(this.prefix.length) as Room, text);
    });
    void redis.subscribe(this.control).catch(() => undefined);
    this.timer = setInterval(() => void this.advance().catch(() => undefined), ADVANCE_MS);
    this.timer.unref();
  }

  /**
   * Moves on to the end of the stream where this process has heard all of its rooms up to there. Otherwise a process
   * with quiet rooms would send its clients away with a place that the stream does not hold any more.
   */
  async advance(): Promise<void> {
    if (this.waiting || this.redis?.status !== 'ready') return;
    const { attempt } = this;
    const end = await this.stream.end();
    // What was published before comes before this answer, on the same connection.
    await this.redis.subscribe(this.control);
    if (attempt !== this.attempt || this.isBehind || this.heardUpTo === undefined) return;
    if (comparePositions(end, this.heardUpTo) > 0) this.heardUpTo = end;
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** Resolves when Redis has confirmed, or after a while without. */
  async listen(rooms: readonly Room[]): Promise<void> {
    const { redis } = this;
    if (!redis || rooms.length === 0) return;
    const confirmed = redis
      .subscribe(...rooms.map((room) => liveChannel(this.config, room)))
      .catch(() => undefined);
    let timer: NodeJS.Timeout | undefined;
    const enough = new Promise((resolve) => (timer = setTimeout(resolve, SUBSCRIBE_MS)));
    await Promise.race([confirmed, enough]);
    clearTimeout(timer);
  }

  forget(rooms: readonly Room[]): void {
    if (!this.redis || rooms.length === 0) return;
    void this.redis
      .unsubscribe(...rooms.map((room) => liveChannel(this.config, room)))
      .catch(() => undefined);
  }

  /** Tells a room, on every replica, what is worth nothing later; while Redis is away it is lost. */
  sayInPassing(room: Room, text: string, senderKey: string): void {
    this.publish(room, `${EPHEMERAL}${senderKey} ${text}`);
  }

  /** Lets every replica look anew who is in the room. */
  sayPresenceChanged(room: Room): void {
    this.publish(room, PRESENCE);
  }

  private publish(room: Room, text: string): void {
    void this.commands.publish(liveChannel(this.config, room), text).catch(() => undefined);
  }

  private hear(room: Room, message: Buffer): void {
    const space = message.indexOf(0x20);
    const head = message.toString('latin1', 0, Math.min(Math.max(space, 0), 60));
    if (message.length === 1 && message.toString('latin1') === PRESENCE) this.listener?.onPresence(room);
    else if (head.startsWith(EPHEMERAL))
      this.listener?.onEphemeral(room, message.subarray(space + 1), head.slice(1));
    else if (isPosition(head)) this.inOrder(room, message.subarray(space + 1), head);
    else this.listener?.onMessage(room, message, undefined);
  }

  private inOrder(room: Room, text: Buffer, position: StreamPosition): void {
    if (!this.waiting) this.deliver(room, text, position);
    else if (this.waiting.length < MOST_WAITING) this.waiting.push({ room, text, position });
  }

  private deliver(room: Room, text: Buffer, position: StreamPosition): void {
    if (this.heardUpTo !== undefined && comparePositions(position, this.heardUpTo) <= 0) return;
    this.heardUpTo = position;
    this.listener?.onMessage(room, text, position);
  }

  /** Only the newest attempt counts: Redis may go away again meanwhile. */
  private async catchUp(): Promise<void> {
    const attempt = ++this.attempt;
    this.waiting ??= [];
    try {
      // The answer comes after all rooms were taken up again on this connection: nothing falls in between.
      await this.redis?.subscribe(this.control);
      // From here on every order is heard. Those that were missed may take rooms from some who would else hear the rest.
      if (this.mayHaveMissed) this.listener?.onResumed();
      this.mayHaveMissed = false;
      if (this.heardUpTo === undefined) this.heardUpTo = await this.stream.end();
      else await this.readMissed(attempt);
      if (attempt !== this.attempt) return;
      const waiting = this.waiting;
      if (waiting.length >= MOST_WAITING) throw new Error('Messages come faster than they are read');
      this.waiting = undefined;
      for (const { room, text, position } of waiting) this.deliver(room, text, position);
    } catch (error) {
      if (attempt !== this.attempt) return;
      this.waiting = [];
      this.logger.debug({ err: error }, 'what was missed on the bus cannot be read yet');
      setTimeout(() => {
        if (attempt === this.attempt && this.redis?.status === 'ready') void this.catchUp();
      }, CATCH_UP_AGAIN_MS).unref();
    }
  }

  private async readMissed(attempt: number): Promise<void> {
    let position = this.heardUpTo;
    if (position === undefined) return;
    const end = await this.stream.end();
    // One that ends before what was heard is another stream: this Redis has lost its memory, or its clock is behind.
    if (comparePositions(end, position) < 0 || !(await this.stream.reachesBackTo(position))) {
      this.logger.warn('messages were missed that the stream does not hold any more; clients see the gap');
      this.heardUpTo = end;
      return;
    }
    for (let more = true; more && attempt === this.attempt;) {
      const page = await this.stream.after(position, PAGE);
      if (attempt !== this.attempt) return;
      for (const entry of page.entries) this.deliver(entry.room, entry.text, entry.position);
      ({ upTo: position, more } = page);
    }
  }
}
