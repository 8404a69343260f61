import { z } from 'zod';
import { seenNotification } from './domain-events';

/**
 * Every message on the sockets. Server messages under colon names carry the envelope
 * `{eventId, seq, prev, at, actor, version, data}`; the dashed names for front-ends carry flat bodies
 * and are for Socket.IO only (spec: realtime.md, fine-print.md).
 */
const id = z.uuid();
const resource = z.looseObject({ id });
const named = z.object({ id, displayName: z.string().nullable() });
const collaborator = z.object({ plannerId: id, user: named, role: z.string() });
const planMember = z.object({ planId: id, user: named, role: z.string() });

/** Somebody who looks at the planner now, on however many sockets. */
const present = named.extend({ status: z.enum(['active', 'away']) });

/** For the person alone: neither an API key nor an admin who acts as them is told. */
const personal = z.boolean().optional();

/** Permissions that a key must have to be told, as it must to see the job; left out where there are none. */
const needs = z.array(z.string()).optional();

/** With how many comments the activity has now. */
const commented = z.object({ comment: resource, mentions: z.array(id), comments: z.number() });

export const serverMessages = {
  'planner:created': z.object({ planner: resource }),
  'planner:updated': z.object({ planner: resource }),
  'planner:deleted': z.object({ planner: z.object({ id }) }),
  'planner:restored': z.object({ planner: resource }),
  'collaborator:joined': collaborator,
  'collaborator:updated': collaborator,
  'collaborator:left': z.object({ plannerId: id, user: named }),
  'section:created': z.object({ section: resource }),
  'section:updated': z.object({ section: resource }),
  'section:deleted': z.object({ section: resource }),
  'activity:created': z.object({ activity: resource }),
  'activity:updated': z.object({ activity: resource }),
  'activity:moved': z.object({ activity: resource }),
  'activity:deleted': z.object({ activity: resource }),
  'activity:restored': z.object({ activity: resource }),
  'comment:created': commented,
  'comment:updated': commented,
  'comment:deleted': commented,
  'plan:created': z.object({ plan: resource }),
  'plan:updated': z.object({ plan: resource }),
  'plan:deleted': z.object({ plan: z.object({ id }) }),
  'plan:restored': z.object({ plan: resource }),
  'plan:member-joined': planMember,
  'plan:member-updated': planMember,
  'plan:member-left': z.object({ planId: id, user: named }),
  'notification:new': z.object({ notification: seenNotification, personal }),
  /** Some times a second while it goes on, not kept; with the status `cancelled` the last of it. */
  'job:progress': z.object({
    jobId: id,
    type: z.string(),
    status: z.enum(['active', 'cancelled']),
    progress: z.number().int().nullable(),
    step: z.string().nullable(),
    personal,
    needs,
  }),
  'job:completed': z.object({ jobId: id, type: z.string(), status: z.literal('completed'), personal, needs }),
  'job:failed': z.object({ jobId: id, type: z.string(), status: z.literal('failed'), personal, needs }),
  /** Who is there now: all of them each time, a hundred by name. */
  presence: z.object({ plannerId: id, users: z.array(present), count: z.number() }),
  'cursor-position': z.object({ plannerId: id, userId: id, position: z.unknown() }),
  typing: z.object({ plannerId: id, userId: id, activityId: id.optional(), isTyping: z.boolean() }),
  /** To one's own sockets: this planner is open to one no longer. */
  'planner:left': z.object({ plannerId: id }),
  /** To the sockets of one session, before they are closed. */
  'session:revoked': z.object({}),
} as const;

/** Messages without an envelope: what a client is answered. */
export const answers = {
  'auth:ok': z.object({ data: z.object({ userId: id, expiresAt: z.iso.datetime().nullable() }) }),
  ack: z.object({ data: z.record(z.string(), z.unknown()) }),
  pong: z.object({}),
  error: z.object({
    error: z.object({
      code: z.string(),
      message: z.string(),
      details: z.unknown().optional(),
      timestamp: z.iso.datetime(),
      requestId: z.string(),
    }),
  }),
} as const;

export type ServerMessages = {
  [Name in keyof typeof serverMessages]: z.infer<(typeof serverMessages)[Name]>;
};
export type ServerMessageName = keyof ServerMessages;

/** Messages that front-ends know on Socket.IO under a dashed name, with a flat body (spec: fine-print.md). */
export const flatNames = {
  'activity:created': 'activity-created',
  'activity:updated': 'activity-updated',
  'collaborator:joined': 'collaborator-joined',
  'collaborator:left': 'collaborator-left',
  // Has this name alone.
  'cursor-position': 'cursor-position',
} as const satisfies Partial<Record<ServerMessageName, string>>;

export interface LiveEnvelope<Name extends ServerMessageName = ServerMessageName> {
  type: Name;
  eventId: string;
  seq: number;
  prev: number | null;
  at: string;
  actor: string | null;
  version: number | null;
  data: ServerMessages[Name];
}

const MOST_BYTES_OF_POSITION = 1024;

function isSmall(value: unknown): boolean {
  if (value === undefined) return false;
  try {
    return new TextEncoder().encode(JSON.stringify(value)).length <= MOST_BYTES_OF_POSITION;
  } catch {
    // Nested deeper than the stack.
    return false;
  }
}

/** As many as a socket may be in: whoever comes back may name all of them at once. */
const roomNames = z.array(z.string().max(100)).max(500);

/** What a client may send. On the plain door each carries `type`, and may carry `id` for its answer. */
export const clientMessages = {
  authenticate: z.strictObject({ token: z.string().max(8192) }),
  'join-planner': z.strictObject({ plannerId: id }),
  /** Of the one that it has joined, where none is named; so below. */
  'leave-planner': z.strictObject({ plannerId: id.optional() }),
  presence: z.strictObject({ plannerId: id.optional(), status: z.enum(['active', 'away']).optional() }),
  'cursor-position': z.strictObject({
    plannerId: id.optional(),
    position: z.unknown().refine(isSmall, 'must be JSON of at most 1 KiB'),
  }),
  typing: z.strictObject({
    plannerId: id.optional(),
    activityId: id.optional(),
    isTyping: z.boolean().optional(),
  }),
  /** Hints of front-ends: answered, and never believed. */
  'activity-created': z.looseObject({}),
  'activity-updated': z.looseObject({}),
  subscribe: z.strictObject({ rooms: roomNames }),
  unsubscribe: z.strictObject({ rooms: roomNames }),
  ping: z.strictObject({}),
} as const;

export type ClientMessages = {
  [Name in keyof typeof clientMessages]: z.infer<(typeof clientMessages)[Name]>;
};
export type ClientMessageName = keyof ClientMessages;

/** A room on the sockets: `planner:<id>`, or `user:<id>` for what concerns one person alone. */
export type Room = `planner:${string}` | `user:${string}`;

/** Orders between processes that are not for clients: ends sockets whose sign-in has ended. */
export const controlMessages = {
  'sessions-ended': z.object({ userId: id, sessionIds: z.array(id) }),
  /** Sockets of this user, or of everybody, whose sign-in may do something else now are closed. */
  'authorisation-changed': z.object({ userId: id.nullable() }),
} as const;

export type ControlMessages = {
  [Name in keyof typeof controlMessages]: z.infer<(typeof controlMessages)[Name]>;
};
export type ControlMessageName = keyof ControlMessages;
