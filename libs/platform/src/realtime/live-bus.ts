import { Injectable } from '@nestjs/common';
import type { Redis } from 'ioredis';
import type { Room } from '@almanac/contracts';
import { RedisConnections } from '../cache';
import { Config } from '../config';
import { controlChannel, liveChannel } from '../queue';

/** How long joining a room waits for Redis, in milliseconds; the subscription stands also when that is too short. */
const SUBSCRIBE_MS = 1000;

export interface BusListener {
  onMessage(room: Room, text: Buffer): void;
  onControl(text: Buffer): void;
  /** Redis was away and is back: orders may have been missed. */
  onResumed(): void;
}

/**
 * This process's ear on Redis pub/sub: it listens to the rooms that have a local member and to no other,
 * and to the orders for every process. ioredis takes the channels up again after an outage, and the relay
 * publishes nothing until it has had the time to.
 */
@Injectable()
export class LiveBus {
  private redis: Redis | undefined;
  private readonly prefix: string;
  private readonly control: string;

  constructor(
    private readonly connections: RedisConnections,
    private readonly config: Config,
  ) {
    this.prefix = liveChannel(config, '' as Room);
    this.control = controlChannel(config);
  }

  open(listener: BusListener): void {
    const redis = this.connections.connect('subscriber', 'live');
    this.redis = redis;
    let wasReady = false;
    redis.on('ready', () => {
      if (wasReady) listener.onResumed();
      wasReady = true;
    });
    redis.on('messageBuffer', (channel: Buffer, text: Buffer) => {
      const name = channel.toString('latin1');
      if (name === this.control) listener.onControl(text);
      else if (name.startsWith(this.prefix)) listener.onMessage(name.slice(this.prefix.length) as Room, text);
    });
    void redis.subscribe(this.control).catch(() => undefined);
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
}
