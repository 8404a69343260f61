import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { controlMessages, type Room } from '@almanac/contracts';
import { onCommitted } from '../../database';
import { LOGGER, type PinoLogger } from '../../logging';
import { discoverRouters, messageText, type EventRouter, type RelayedEvent } from '../../queue';
import { LiveHub } from '../live-hub';
import { LiveRooms } from '../rooms/live-rooms';

/**
 * Tells the sockets of this process at once what this process has just committed, without the way through
 * the outbox, the relay and Redis. It only runs ahead of the relay, which still tells every event, here and
 * elsewhere: it speaks where the event follows directly on the last that the room has heard, so order holds,
 * and the relay's copy is then left out.
 */
@Injectable()
export class LocalAnnouncer implements OnApplicationBootstrap {
  private routers: readonly EventRouter[] = [];

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly dataSource: DataSource,
    private readonly hub: LiveHub,
    private readonly rooms: LiveRooms,
    @Inject(LOGGER) private readonly logger: PinoLogger,
  ) {}

  onApplicationBootstrap(): void {
    this.routers = discoverRouters(this.discovery);
    onCommitted(this.dataSource, (committed) => {
      const event = committed as RelayedEvent;
      this.orLog(() => this.heed(event));
      if (event.streamId === null) return;
      const room: Room = `planner:${event.streamId}`;
      // After the answer to whoever made the change: many sockets take a while.
      if (this.rooms.hasMembers(room)) setImmediate(() => this.orLog(() => this.announce(room, event)));
    });
  }

  /** What is committed is committed: an event that cannot be told fails no request, and the relay says so too. */
  private orLog(tell: () => void): void {
    try {
      tell();
    } catch (error) {
      this.logger.error({ err: error }, 'what was committed here could not be told at once');
    }
  }

  /** Before whoever took a right away is answered: what is told ahead after that must not reach who lost it. */
  private heed(event: RelayedEvent): void {
    for (const delivery of this.routers.flatMap((router) => router.route(event))) {
      if (delivery.kind !== 'control' || delivery.type !== 'authorisation-changed') continue;
      const { userId } = controlMessages['authorisation-changed'].parse(delivery.data);
      if (userId !== null) this.hub.heedChange(userId);
    }
  }

  private announce(room: Room, event: RelayedEvent): void {
    const deliveries = this.routers
      .flatMap((router) => router.route(event))
      .filter((delivery) => delivery.kind === 'live' && delivery.room === room);
    const [only] = deliveries;
    if (deliveries.length !== 1 || only?.kind !== 'live') return;
    this.rooms.announceAhead(room, event, () => Buffer.from(messageText(event, only)));
  }
}
