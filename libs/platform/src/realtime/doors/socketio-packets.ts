import type { Room } from '@almanac/contracts';

/** Messages that front-ends know under a dashed name with a flat body (spec: fine-print.md). */
const DASHED: Readonly<Record<string, string>> = {
  'activity:created': 'activity-created',
  'activity:updated': 'activity-updated',
  'collaborator:joined': 'collaborator-joined',
  'collaborator:left': 'collaborator-left',
};
/** These have a dashed name alone. */
const FLAT = new Set(['cursor-position']);

/** A message of a room as clients of Socket.IO get it. */
export interface SocketIoPackets {
  /** Name and body, in the order in which they are sent; the offset goes with the last. */
  packets: readonly (readonly [name: string, body: unknown])[];
  /** Whoever is in this room hears it there. */
  elsewhere: Room | undefined;
}

export function packetsOf(room: Room, text: Buffer): SocketIoPackets {
  const { type, ...envelope } = JSON.parse(text.toString('utf8')) as {
    type: string;
    data: { planner?: { id?: string } };
  };
  const { planner } = envelope.data;
  const elsewhere: Room | undefined =
    room.startsWith('user:') && planner?.id !== undefined ? `planner:${planner.id}` : undefined;
  if (FLAT.has(type)) return { packets: [[type, envelope.data]], elsewhere };
  const dashed = DASHED[type];
  const flat = dashed === undefined ? [] : [[dashed, envelope.data] as const];
  return { packets: [...flat, [type, envelope]], elsewhere };
}
