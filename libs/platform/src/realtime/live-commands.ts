import { Inject, Injectable } from '@nestjs/common';
import {
  clientMessages,
  type ClientMessageName,
  type ClientMessages,
  type ErrorCode,
  type Room,
} from '@almanac/contracts';
import { DomainError, newId, type FieldProblem } from '@almanac/kernel';
import type { Principal } from '../context';
import { clientError, errorEnvelope, told, type ClientError } from '../http';
import { LOGGER, type PinoLogger } from '../logging';
import type { z } from 'zod';
import type { LiveConnection } from './live-connection';
import { LiveHub } from './live-hub';
import { LivePassing } from './live-passing';
import { LivePresence } from './live-presence';
import { LIVE_LIMITS } from './limits';
import { parseRoom, RoomPolicy } from './room-policy';
import { SocketAuthenticator, type SignedIn } from './socket-authenticator';
import { SocketCounts } from './socket-counts';

/** What a client gets back for a message: facts for its acknowledgement. */
export type AckData = Readonly<Record<string, unknown>>;

const schemas: { [Name in ClientMessageName]: z.ZodType<ClientMessages[Name]> } = clientMessages;

/** What clients may ask for, the same at both doors. */
@Injectable()
export class LiveCommands {
  constructor(
    private readonly authenticator: SocketAuthenticator,
    private readonly policy: RoomPolicy,
    private readonly hub: LiveHub,
    private readonly counts: SocketCounts,
    private readonly presence: LivePresence,
    private readonly passing: LivePassing,
    @Inject(LOGGER) private readonly logger: PinoLogger,
  ) {}

  /**
   * Signs the connection in, or renews its sign-in; only as the same user.
   * @param replaces key of a connection that it takes the place of, as its client has come back
   */
  async signIn(connection: LiveConnection, token: string, replaces?: string): Promise<AckData> {
    const signedIn = await this.presentSignIn(token, connection.ip);
    const before = connection.signedIn;
    const { userId } = signedIn.principal;
    if (before && before.principal.userId !== userId) {
      throw new DomainError<ErrorCode>(
        'INVALID_TOKEN',
        'Open another connection to sign in as somebody else',
      );
    }
    if (connection.ended) return {};
    if (!before) await this.counts.admit(userId, connection, replaces);
    this.hub.signIn(connection, signedIn);
    if (!before) await this.enterOwnRooms(connection, signedIn.principal);
    return signedInAs(connection);
  }

  /** Puts a connection that has come back into its rooms again; gives those that it may not hear any more. */
  async rejoin(connection: LiveConnection, rooms: readonly Room[]): Promise<Room[]> {
    const { signedIn } = connection;
    if (!signedIn) return [...rooms];
    const { askedAt, found } = await this.askedAnew(signedIn.principal, () =>
      this.readable(signedIn.principal, rooms),
    );
    await this.hub.join(connection, [...found], askedAt);
    await this.presence.enter(connection, [...found]);
    return rooms.filter((room) => !connection.rooms.has(room));
  }

  /** Asks again where the answer may be out of date: nobody would check this connection once more. */
  private async presentSignIn(token: string, ip: string | undefined): Promise<SignedIn> {
    for (;;) {
      const askedAt = Date.now();
      const signedIn = await this.authenticator.signIn(token, ip);
      const { userId, impersonatorId } = signedIn.principal;
      const people = [userId, impersonatorId].filter((id) => id !== undefined);
      if (!people.some((id) => this.hub.changedSince(askedAt, id))) return signedIn;
    }
  }

  /** @throws DomainError for everything that is refused. */
  async run(connection: LiveConnection, name: string, body: unknown): Promise<AckData> {
    if (name === 'authenticate') return this.signIn(connection, parse('authenticate', body).token);
    const { signedIn } = connection;
    if (!signedIn) throw new DomainError<ErrorCode>('UNAUTHORIZED', 'Sign in first');
    switch (name) {
      case 'ping':
        parse(name, body);
        return {};
      case 'join-planner':
        return this.joinPlanner(connection, parse(name, body).plannerId.toLowerCase());
      case 'leave-planner':
        return this.leavePlanner(connection, this.passing.plannerOf(connection, parse(name, body)));
      case 'subscribe':
        return this.subscribe(connection, signedIn.principal, rooms(parse(name, body).rooms));
      case 'unsubscribe':
        this.leave(connection, rooms(parse(name, body).rooms));
        return { rooms: [...connection.rooms] };
      case 'presence': {
        const said = parse(name, body);
        return this.presence.say(connection, said, this.passing.joined(connection, said));
      }
      case 'cursor-position':
        return this.passing.cursor(connection, parse(name, body));
      case 'typing':
        return this.passing.typing(connection, parse(name, body));
      // Hints of front-ends: answered, and never believed. What others hear comes from the database.
      case 'activity-created':
      case 'activity-updated':
        parse(name, body);
        return {};
      default:
        throw new DomainError<ErrorCode>('BAD_REQUEST', 'There is no such message');
    }
  }

  /** An error as both doors send it; a defect of ours is logged. */
  refusal(error: unknown): ClientError {
    const refused = clientError(error);
    if (refused.unexpected) this.logger.error({ err: error }, 'unexpected error at a socket');
    return refused;
  }

  async joinPlanner(connection: LiveConnection, plannerId: string): Promise<AckData> {
    if (!connection.signedIn) throw new DomainError<ErrorCode>('UNAUTHORIZED', 'Sign in first');
    await this.subscribe(connection, connection.signedIn.principal, [`planner:${plannerId}`]);
    return { plannerId };
  }

  private leavePlanner(connection: LiveConnection, plannerId: string): AckData {
    this.leave(connection, [`planner:${plannerId}`]);
    return { plannerId };
  }

  private leave(connection: LiveConnection, left: readonly Room[]): void {
    for (const room of left) if (connection.rooms.has(room)) connection.unwanted.add(room);
    this.hub.leave(connection, left);
  }

  private async subscribe(
    connection: LiveConnection,
    principal: Principal,
    wanted: Room[],
  ): Promise<AckData> {
    const { askedAt, found: allowed } = await this.askedAnew(principal, () =>
      this.readable(principal, wanted),
    );
    const refused = wanted.filter((room) => !allowed.has(room));
    if (refused.length > 0) {
      throw new DomainError<ErrorCode>('NOT_FOUND', 'There is no such room, or you may not hear it', {
        rooms: refused,
      });
    }
    if (connection.hearsAll) {
      connection.hearsAll = false;
      this.hub.leave(
        connection,
        [...connection.rooms].filter((room) => room.startsWith('planner:') && !wanted.includes(room)),
      );
    }
    await this.hub.join(connection, wanted, askedAt);
    await this.presence.enter(connection, wanted);
    return { rooms: [...connection.rooms] };
  }

  private async readable(principal: Principal, wanted: readonly Room[]): Promise<ReadonlySet<Room>> {
    return wanted.length > 0 ? this.policy.readable(principal, wanted) : new Set();
  }

  private async enterOwnRooms(connection: LiveConnection, principal: Principal): Promise<void> {
    const own: Room = `user:${principal.userId}`;
    const { askedAt, found } = await this.askedAnew(principal, async () => {
      const personal = await this.readable(principal, [own]);
      return [...personal, ...(connection.hearsAll ? await this.policy.roomsOf(principal) : [])];
    });
    await this.hub.join(connection, found.slice(0, LIVE_LIMITS.roomsPerSocket), askedAt);
  }

  /**
   * What the policy says, and when it was asked. It is asked again where that may be out of date already: whoever was
   * told of the change has checked the rooms of this connection, and not those that it is about to enter.
   */
  private async askedAnew<T>(
    { userId }: Principal,
    ask: () => Promise<T>,
  ): Promise<{ askedAt: number; found: T }> {
    for (;;) {
      const askedAt = Date.now();
      const found = await ask();
      if (!this.hub.changedSince(askedAt, userId)) return { askedAt, found };
    }
  }
}

/** Who a connection is signed in as, and until when. */
export function signedInAs({ signedIn }: LiveConnection): AckData {
  const expiresAt = signedIn?.expiresAt;
  return {
    userId: signedIn?.principal.userId,
    expiresAt: expiresAt === undefined ? null : new Date(expiresAt).toISOString(),
  };
}

/** The REST form of an error (spec: api-conventions.md), without its envelope. */
export function errorBody(error: ClientError): unknown {
  return errorEnvelope(error, newId())['error'];
}

export const tooManyMessages = told(
  'RATE_LIMIT_EXCEEDED',
  `A socket may send ${LIVE_LIMITS.messagesPerSecond} messages a second`,
  undefined,
  1,
);
export const messageTooLong = told('PAYLOAD_TOO_LARGE', 'A message may have 64 KiB');

function parse<Name extends ClientMessageName>(name: Name, body: unknown): ClientMessages[Name] {
  const result = schemas[name].safeParse(body ?? {});
  if (result.success) return result.data;
  const details: FieldProblem[] = result.error.issues.map((issue) => ({
    field: issue.path.join('.'),
    message: issue.message,
    rule: issue.code,
  }));
  throw new DomainError<ErrorCode>('VALIDATION_ERROR', 'The message is not valid', details);
}

/** @throws DomainError VALIDATION_ERROR that names every room of no known kind. */
function rooms(names: readonly string[]): Room[] {
  const parsed = names.map(parseRoom);
  const details = parsed.flatMap((room, index) =>
    room ? [] : [{ field: `rooms.${index}`, message: 'must be planner:<id> or user:<id>', rule: 'room' }],
  );
  if (details.length > 0)
    throw new DomainError<ErrorCode>('VALIDATION_ERROR', 'The message is not valid', details);
  return [...new Set(parsed.filter((room) => room !== undefined))];
}
