import { flatNames, type Room } from '@almanac/contracts';

const FLAT: Readonly<Record<string, string>> = flatNames;

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
  const flatName = FLAT[type];
  if (flatName === type) return { packets: [[type, envelope.data]], elsewhere };
  const flat = flatName === undefined ? [] : [[flatName, envelope.data] as const];
  return { packets: [...flat, [type, envelope]], elsewhere };
}
