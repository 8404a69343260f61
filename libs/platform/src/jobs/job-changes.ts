import { Inject, Injectable } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { serverMessages, type ServerMessages } from '@almanac/contracts';
import { newId, systemClock, type Id } from '@almanac/kernel';
import { REDIS, RedisConnections } from '../cache';
import { Config } from '../config';
import { controlChannel, liveChannel } from '../queue/queue-keys';

/** `state`: it was taken up, or has ended; `progress`: it is further than before. */
export type JobChange = 'state' | 'progress';

type Listener = () => void;
type ControlListener = (text: string) => void;

/**
 * Says and hears, over Redis, that a job has changed, in whatever process. A hint and nothing more: what the job is
 * now is in PostgreSQL, and whoever listens looks there by itself from time to time, as hints are lost with Redis.
 */
@Injectable()
export class JobChanges {
  private subscriber: Redis | undefined;
  private readonly listeners = new Map<string, Map<Listener, readonly JobChange[]>>();
  private readonly control = new Set<ControlListener>();
  private readonly prefix: string;

  constructor(
    @Inject(REDIS) private readonly redis: Redis,
    private readonly connections: RedisConnections,
    private readonly config: Config,
  ) {
    this.prefix = `${config.REDIS_PREFIX}:job-changes:`;
  }

  /** After the commit. */
  say(jobId: Id, change: JobChange): void {
    void this.redis.publish(this.prefix + jobId, change).catch(() => undefined);
  }

  /** Tells the sockets of the owner how far the job is; while Redis is away nobody hears it. */
  sayProgress(userId: Id, data: ServerMessages['job:progress']): void {
    const message = {
      ...{ type: 'job:progress', eventId: newId(), seq: null, prev: null },
      ...{ at: systemClock.now().toISOString(), actor: null, version: null },
      data: serverMessages['job:progress'].parse(data),
    };
    void this.redis
      .publish(liveChannel(this.config, `user:${userId}`), JSON.stringify(message))
      .catch(() => undefined);
  }

  /** Calls back at every hint of such changes, and when hints may have been missed. Gives what ends it. */
  listen(jobId: Id, changes: readonly JobChange[], listener: Listener): () => void {
    const channel = this.prefix + jobId;
    const known = this.listeners.get(channel);
    if (known) known.set(listener, changes);
    else {
      this.listeners.set(channel, new Map([[listener, changes]]));
      void this.connection()
        .subscribe(channel)
        .catch(() => undefined);
    }
    return () => this.forget(channel, listener);
  }

  /** Hears the orders for every API process, as the sockets do; `''` where some may have been missed. */
  listenToOrders(listener: ControlListener): void {
    this.control.add(listener);
    void this.connection()
      .subscribe(controlChannel(this.config))
      .catch(() => undefined);
  }

  private forget(channel: string, listener: Listener): void {
    const known = this.listeners.get(channel);
    known?.delete(listener);
    if (known?.size !== 0) return;
    this.listeners.delete(channel);
    void this.subscriber?.unsubscribe(channel).catch(() => undefined);
  }

  /** Opened by the first who listens. */
  private connection(): Redis {
    if (this.subscriber) return this.subscriber;
    const subscriber = this.connections.connect('subscriber', 'job-changes');
    this.subscriber = subscriber;
    subscriber.on('ready', () => this.resumed());
    subscriber.on('message', (channel: string, text: string) => {
      if (channel === controlChannel(this.config)) for (const listener of this.control) listener(text);
      else this.heard(channel, text);
    });
    return subscriber;
  }

  private heard(channel: string, text: string): void {
    // Whatever else processes of other versions may say is worth a look.
    const change: JobChange = text === 'progress' ? 'progress' : 'state';
    for (const [listener, changes] of [...(this.listeners.get(channel) ?? [])]) {
      if (changes.includes(change)) listener();
    }
  }

  private resumed(): void {
    for (const listener of this.control) listener('');
    for (const known of [...this.listeners.values()]) for (const listener of [...known.keys()]) listener();
  }
}
