import { Injectable } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Room } from '@almanac/contracts';
import { newId } from '@almanac/kernel';
import { LiveBus } from '../stream/live-bus';
import type { LiveConnection } from '../live-connection';
import { LiveCommands } from '../live-commands';
import { LiveRooms } from '../rooms/live-rooms';
import { LiveSessions, type LeftSession } from './live-sessions';
import { LiveStream, type StreamEntry } from '../stream/live-stream';
import { MayHear } from '../rooms/personal-messages';
import type { Return } from '../doors/recovering-adapter';
import { seqOf } from '../rooms/live-room';
import type { Offset } from '../stream/stream-position';

const PAGE = 200;
const PAUSE_MS = 5;
/** So long it waits for the relay's copies of what was told ahead; then such a message may be told twice. */
const PATIENCE_MS = 2000;

/** So long a client may take to read what it missed; it is cut off, and goes on from where it was. */
const READING_MS = 30_000;

/** How a door tells one connection what it missed. */
export interface Replay {
  /** @param offset from where it is told on when it comes back once more */
  tell(entry: StreamEntry, offset: Offset): void;
  /** Whether it has read enough of what was sent to be sent more. */
  isReady(): boolean;
}

/** Lets clients of Socket.IO go on where they were cut off, on any replica. */
@Injectable()
export class LiveRecovery {
  constructor(
    private readonly rooms: LiveRooms,
    private readonly commands: LiveCommands,
    private readonly sessions: LiveSessions,
    private readonly stream: LiveStream,
    private readonly bus: LiveBus,
  ) {}

  /** The session of a client that comes back, if everything that it missed can still be had. */
  async find(privateId: string, { position }: Offset): Promise<LeftSession | undefined> {
    const session = await this.sessions.find(privateId);
    return session && (await this.stream.reachesBackTo(position)) ? session : undefined;
  }

  /** Takes the session over for a connection that has signed in; false where it was another's, or is taken. */
  async claim(connection: LiveConnection, privateId: string, { session }: Return): Promise<boolean> {
    const { userId } = connection.signedIn?.principal ?? {};
    return (
      userId === session.userId &&
      (await this.sessions.claim(privateId, session.connectionKey, connection.key))
    );
  }

  /**
   * Puts the connection back into those of its rooms that it may still hear, tells it what was told there meanwhile,
   * and lets it hear the rest as it comes: each once, in order. Gives up to where that was, unless it ended.
   */
  async replay(
    connection: LiveConnection,
    { session, offset }: Return,
    door: Replay,
  ): Promise<Offset | undefined> {
    const refused = await this.commands.rejoin(connection, session.rooms);
    this.tellLost(connection, refused);
    const told = new Set(offset.ahead);
    const passed = new Set<string>();
    await this.bus.advance();
    const impatientAt = performance.now() + PATIENCE_MS;
    for (let { position } = offset; !connection.ended;) {
      const page = await this.stream.sharedAfter(position, PAGE);
      await this.untilSettled(connection, door);
      for (const entry of page.entries) {
        // The relay delivers at least once: the stream may have a message twice.
        const head = `${entry.room} ${entry.text.toString('latin1', 0, 120)}`;
        if (!passed.has(head)) this.pass(connection, entry, told, door);
        passed.add(head);
      }
      position = page.upTo;
      if (page.more) continue;
      if (performance.now() > impatientAt) this.rooms.forgetAhead(connection);
      // Nothing may come between this question and the end: a message would be told twice, or not at all.
      if (this.rooms.isWhole(connection, position)) {
        for (const seq of told) connection.toldBefore.add(seq);
        this.rooms.endRecovery(connection, position);
        return { position, ahead: [...told] };
      }
      await sleep(PAUSE_MS);
      await this.bus.advance();
    }
    return undefined;
  }

  private pass(connection: LiveConnection, entry: StreamEntry, told: Set<number>, door: Replay): void {
    const { room, text, position } = entry;
    if (!connection.rooms.has(room) || !mayHear(connection, room, text)) return;
    const seq = seqOf(text);
    if (seq !== undefined && room.startsWith('planner:') && told.delete(seq)) return;
    door.tell(entry, { position, ahead: [...told] });
  }

  private async untilSettled(connection: LiveConnection, door: Replay): Promise<void> {
    const until = performance.now() + READING_MS;
    while (!connection.ended && (this.rooms.isInDoubt(connection) || !door.isReady())) {
      if (performance.now() > until) connection.end('too-slow');
      await sleep(PAUSE_MS);
    }
  }

  private tellLost(connection: LiveConnection, rooms: readonly Room[]): void {
    const at = new Date().toISOString();
    for (const room of rooms) {
      if (!room.startsWith('planner:')) continue;
      connection.expelledFrom.add(room);
      const data = { plannerId: room.slice('planner:'.length) };
      const eventId = newId();
      connection.tell({
        type: 'planner:left',
        eventId,
        seq: null,
        prev: null,
        at,
        actor: null,
        version: null,
        data,
      });
    }
  }
}

function mayHear({ signedIn }: LiveConnection, room: Room, text: Buffer): boolean {
  if (!room.startsWith('user:')) return true;
  return signedIn !== undefined && new MayHear(text).isFor(signedIn.principal);
}
