import { Inject, Injectable } from '@nestjs/common';
import {
  clientMessages,
  type ClientMessageName,
  type ClientMessages,
  type ErrorCode,
  type Room,
} from '@almanac/contracts';
import { DomainError, fieldProblem, newId, problemsOfSchema, type FieldProblem } from '@almanac/kernel';
import type { Principal } from '../context';
import { clientError, errorEnvelope, clientErrorOf, type ClientError } from '../http';
import { LOGGER, type PinoLogger } from '../logging';
import type { z } from 'zod';
import type { LiveConnection } from './live-connection';
import { LiveEntrance, type AckData } from './sign-in/live-entrance';
import { LiveHub } from './live-hub';
import { LivePassing } from './presence/live-passing';
import { LivePresence } from './presence/live-presence';
import { tooManyJoins } from './rooms/live-room';
import { LIVE_LIMITS } from './limits';
import { parseRoom } from './rooms/room-policy';

const schemas: { [Name in ClientMessageName]: z.ZodType<ClientMessages[Name]> } = clientMessages;

/** What clients may ask for, the same at both doors. */
@Injectable()
export class LiveCommands {
  constructor(
    private readonly hub: LiveHub,
    private readonly entrance: LiveEntrance,
    private readonly presence: LivePresence,
    private readonly passing: LivePassing,
    @Inject(LOGGER) private readonly logger: PinoLogger,
  ) {}

  /** As `LiveEntrance` does it. */
  async signIn(connection: LiveConnection, token: string, replaces?: string): Promise<AckData> {
    return this.entrance.signIn(connection, token, replaces);
  }

  /** Puts a connection that has come back into its rooms again; gives those that it may not hear any more. */
  async rejoin(connection: LiveConnection, rooms: readonly Room[]): Promise<Room[]> {
    const { signedIn } = connection;
    if (!signedIn) return [...rooms];
    const found = await this.entrance.enter(connection, () =>
      this.entrance.readable(signedIn.principal, rooms),
    );
    await this.presence.enter(connection, found);
    return rooms.filter((room) => !connection.rooms.has(room));
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
    if (!connection.joins.take(wanted.filter((room) => !connection.rooms.has(room)).length))
      throw tooManyJoins();
    await this.entrance.enter(connection, async () => {
      const allowed = await this.entrance.readable(principal, wanted);
      const refused = wanted.filter((room) => !allowed.has(room));
      if (refused.length > 0) {
        throw new DomainError<ErrorCode>('NOT_FOUND', 'There is no such room, or you may not hear it', {
          rooms: refused,
        });
      }
      if (connection.hearsAll) this.hearOnly(connection, wanted);
      return wanted;
    });
    await this.presence.enter(connection, wanted);
    return { rooms: [...connection.rooms] };
  }

  /** From its first subscription on a plain socket hears what it names. */
  private hearOnly(connection: LiveConnection, wanted: readonly Room[]): void {
    connection.hearsAll = false;
    const others = [...connection.rooms].filter(
      (room) => room.startsWith('planner:') && !wanted.includes(room),
    );
    this.hub.leave(connection, others);
  }
}

/** The REST form of an error (spec: api-conventions.md), without its envelope. */
export function errorBody(error: ClientError): unknown {
  return errorEnvelope(error, newId())['error'];
}

export const tooManyMessages = clientErrorOf(
  'RATE_LIMIT_EXCEEDED',
  `A socket may send ${LIVE_LIMITS.messagesPerSecond} messages a second`,
  undefined,
  1,
);
export const messageTooLong = clientErrorOf('PAYLOAD_TOO_LARGE', 'A message may have 64 KiB');

function parse<Name extends ClientMessageName>(name: Name, body: unknown): ClientMessages[Name] {
  const result = schemas[name].safeParse(body ?? {});
  if (result.success) return result.data;
  throw invalid(problemsOfSchema(result.error.issues));
}

/** @throws DomainError VALIDATION_ERROR that names every room of no known kind. */
function rooms(names: readonly string[]): Room[] {
  const parsed = names.map(parseRoom);
  const details = parsed.flatMap((room, index) =>
    room ? [] : [fieldProblem(`rooms[${index}]`, 'must be planner:<id> or user:<id>', 'room')],
  );
  if (details.length > 0) throw invalid(details);
  return [...new Set(parsed.filter((room) => room !== undefined))];
}

function invalid(details: FieldProblem[]): DomainError<ErrorCode> {
  return new DomainError<ErrorCode>('VALIDATION_ERROR', 'The message is not valid', details);
}
