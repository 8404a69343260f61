import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { ClientMessages, Room, ServerMessages } from '@almanac/contracts';
import type { Id } from '@almanac/kernel';
import { LOGGER, type PinoLogger } from '../../logging';
import { LiveBus } from '../stream/live-bus';
import type { LiveConnection } from '../live-connection';
import { LiveHub, type HubWatcher } from '../live-hub';
import { LiveRooms } from '../rooms/live-rooms';
import { passingEnvelope, passingText } from './live-passing';
import { LIVE_LIMITS } from '../limits';
import { PresenceStore, type PresenceStatus } from './presence-store';
import { RoomPolicy } from '../rooms/room-policy';

/** Changes that follow each other so closely are told as one, in milliseconds. */
const GATHER_MS = 100;
const NAMES_MS = 60_000;

type Present = ServerMessages['presence'];

/** One person in one room of this process. */
interface Person {
  connections: Set<LiveConnection>;
  status: PresenceStatus;
}

/**
 * Who looks at a planner now. What is told is always the whole list, as it is in Redis, and only to members of the
 * room; so whatever was missed, the next message mends it.
 */
@Injectable()
export class LivePresence implements HubWatcher, OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly rooms = new Map<Room, Map<Id, Person>>();
  /** What the members here were told last. */
  private readonly told = new Map<Room, string>();
  private readonly gathering = new Map<Room, NodeJS.Timeout>();
  private readonly names = new LRUCache<Id, { name: string | null }>({ max: 10_000, ttl: NAMES_MS });
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly hub: LiveHub,
    private readonly liveRooms: LiveRooms,
    private readonly bus: LiveBus,
    private readonly store: PresenceStore,
    private readonly policy: RoomPolicy,
    @Inject(LOGGER) private readonly logger: PinoLogger,
  ) {}

  onApplicationBootstrap(): void {
    this.hub.addWatcher(this);
    this.timer = setInterval(() => this.refresh(), this.store.refreshMs);
    this.timer.unref();
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
    for (const timer of this.gathering.values()) clearTimeout(timer);
  }

  /** Shows the user as present in those planners that the connection has joined by name, and tells it who else is. */
  async enter(connection: LiveConnection, wanted: readonly Room[]): Promise<void> {
    const entered = wanted.filter(
      (room) => room.startsWith('planner:') && connection.rooms.has(room) && !connection.presentIn.has(room),
    );
    const userId = connection.signedIn?.principal.userId;
    if (userId === undefined) return;
    for (const room of entered) {
      connection.presentIn.add(room);
      const people = this.rooms.get(room) ?? new Map<Id, Person>();
      this.rooms.set(room, people);
      const person = people.get(userId);
      if (person) person.connections.add(connection);
      else {
        people.set(userId, { connections: new Set([connection]), status: 'active' });
        this.change(room, () => this.store.put(room, userId, 'active'));
      }
    }
    // The answer to whoever joins does not wait for it.
    for (const room of entered) void this.tellOne(connection, room);
  }

  /** What a person says of themselves; the answer names all who are there. */
  async say(
    connection: LiveConnection,
    { status }: ClientMessages['presence'],
    plannerId: string,
  ): Promise<Present> {
    const room: Room = `planner:${plannerId}`;
    const userId = connection.signedIn?.principal.userId ?? '';
    await this.enter(connection, [room]);
    const person = this.rooms.get(room)?.get(userId);
    if (person && status && person.status !== status) {
      person.status = status;
      await this.store.put(room, userId, status);
      this.bus.sayPresenceChanged(room);
    }
    return this.list(room);
  }

  left(connection: LiveConnection, room: Room): void {
    if (!this.liveRooms.hasOthers(room, connection)) this.told.delete(room);
    if (!connection.presentIn.delete(room)) return;
    const userId = connection.signedIn?.principal.userId ?? '';
    const people = this.rooms.get(room);
    const person = people?.get(userId);
    person?.connections.delete(connection);
    if (!people || person?.connections.size !== 0) return;
    people.delete(userId);
    if (people.size === 0) this.rooms.delete(room);
    this.change(room, () => this.store.remove(room, userId));
  }

  presenceChanged(room: Room): void {
    if (this.gathering.has(room) || !this.liveRooms.hasMembers(room)) return;
    const timer = setTimeout(() => {
      this.gathering.delete(room);
      void this.tellAll(room);
    }, GATHER_MS);
    timer.unref();
    this.gathering.set(room, timer);
  }

  /** Says of everybody here that they are still there, and looks who elsewhere is not. */
  private refresh(): void {
    for (const [room, people] of this.rooms)
      for (const [userId, { status }] of people)
        void this.store.put(room, userId, status).catch(() => undefined);
    for (const room of new Set([...this.rooms.keys(), ...this.told.keys()])) this.presenceChanged(room);
  }

  private change(room: Room, write: () => Promise<void>): void {
    void write().then(
      () => this.bus.sayPresenceChanged(room),
      // The next refresh says it again.
      (error: unknown) => this.logger.debug({ err: error }, 'presence could not be kept'),
    );
  }

  private async tellOne(connection: LiveConnection, room: Room): Promise<void> {
    try {
      const list = await this.list(room);
      if (connection.rooms.has(room)) connection.tell(passingEnvelope('presence', list, null));
    } catch (error) {
      this.logger.debug({ err: error }, 'presence could not be told');
    }
  }

  private async tellAll(room: Room): Promise<void> {
    try {
      const list = await this.list(room);
      const text = JSON.stringify(list);
      if (this.told.get(room) === text || !this.liveRooms.hasMembers(room)) return;
      this.told.set(room, text);
      this.liveRooms.tellInPassing(room, Buffer.from(passingText('presence', list, null)));
    } catch (error) {
      this.logger.debug({ err: error }, 'presence could not be told');
    }
  }

  private async list(room: Room): Promise<Present> {
    const all = await this.store.list(room);
    const shown = [...all].slice(0, LIVE_LIMITS.presentNamed);
    const names = await this.namesOf(shown.map(([id]) => id));
    return {
      plannerId: room.slice('planner:'.length),
      users: shown.map(([id, status]) => ({ id, displayName: names.get(id) ?? null, status })),
      count: all.size,
    };
  }

  private async namesOf(ids: readonly Id[]): Promise<ReadonlyMap<Id, string | null>> {
    const unknown = ids.filter((id) => !this.names.has(id));
    if (unknown.length > 0) {
      const found = await this.policy.namesOf(unknown);
      for (const id of unknown) this.names.set(id, { name: found.get(id) ?? null });
    }
    return new Map(ids.map((id) => [id, this.names.get(id)?.name ?? null]));
  }
}
