import { Injectable } from '@nestjs/common';
import {
  serverMessages,
  type ClientMessages,
  type ErrorCode,
  type Room,
  type ServerMessages,
} from '@almanac/contracts';
import { DomainError, newId } from '@almanac/kernel';
import { LiveBus } from '../stream/live-bus';
import type { LiveConnection } from '../live-connection';

type PassingName = 'cursor-position' | 'typing' | 'presence';

/** What is worth nothing a moment later: it goes from socket to socket, and is kept nowhere. */
@Injectable()
export class LivePassing {
  constructor(private readonly bus: LiveBus) {}

  cursor(connection: LiveConnection, body: ClientMessages['cursor-position']): Record<string, never> {
    const plannerId = this.joined(connection, body);
    const { position } = body;
    return this.pass(connection, 'cursor-position', { plannerId, userId: userOf(connection), position });
  }

  typing(connection: LiveConnection, body: ClientMessages['typing']): Record<string, never> {
    const plannerId = this.joined(connection, body);
    const { activityId, isTyping = true } = body;
    const about = activityId === undefined ? {} : { activityId };
    return this.pass(connection, 'typing', { plannerId, userId: userOf(connection), ...about, isTyping });
  }

  /**
   * The planner that a message is about: the one that it names, or the only one that the socket has joined.
   * @throws DomainError VALIDATION_ERROR
   */
  plannerOf(connection: LiveConnection, { plannerId }: { plannerId?: string | undefined }): string {
    if (plannerId !== undefined) return plannerId.toLowerCase();
    const [only, ...others] = connection.presentIn;
    if (only !== undefined && others.length === 0) return only.slice('planner:'.length);
    throw new DomainError<ErrorCode>('VALIDATION_ERROR', 'The message is not valid', [
      { field: 'plannerId', message: 'must be named unless one planner is joined', rule: 'required' },
    ]);
  }

  /** @throws DomainError NOT_FOUND where the socket is not in the planner's room: only there is it heard */
  joined(connection: LiveConnection, body: { plannerId?: string | undefined }): string {
    const plannerId = this.plannerOf(connection, body);
    if (connection.rooms.has(`planner:${plannerId}`)) return plannerId;
    throw new DomainError<ErrorCode>('NOT_FOUND', 'Join the planner first', {
      rooms: [`planner:${plannerId}`],
    });
  }

  private pass<Name extends PassingName>(
    connection: LiveConnection,
    type: Name,
    data: ServerMessages[Name] & { plannerId: string },
  ): Record<string, never> {
    const room: Room = `planner:${data.plannerId}`;
    this.bus.sayInPassing(room, passingText(type, data, userOf(connection)), connection.key);
    return {};
  }
}

/** A message that is not in the outbox: it has no `seq`, and leaves no gap. */
export function passingEnvelope<Name extends PassingName>(
  type: Name,
  data: ServerMessages[Name],
  actor: string | null,
): {
  type: Name;
  eventId: string;
  seq: null;
  prev: null;
  at: string;
  actor: string | null;
  version: null;
  data: Readonly<Record<string, unknown>>;
} {
  const at = new Date().toISOString();
  const checked: Record<string, unknown> = serverMessages[type].parse(data);
  return { type, eventId: newId(), seq: null, prev: null, at, actor, version: null, data: checked };
}

export function passingText<Name extends PassingName>(
  type: Name,
  data: ServerMessages[Name],
  actor: string | null,
): string {
  return JSON.stringify(passingEnvelope(type, data, actor));
}

function userOf({ signedIn }: LiveConnection): string {
  if (!signedIn) throw new DomainError<ErrorCode>('UNAUTHORIZED', 'Sign in first');
  return signedIn.principal.userId;
}
