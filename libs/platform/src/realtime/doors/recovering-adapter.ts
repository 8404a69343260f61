import { Adapter } from 'socket.io-adapter';
import type { Offset } from '../stream/stream-position';
import { parseOffset } from '../stream/stream-position';
import type { LeftSession } from '../recovery/live-sessions';

/** What a socket that comes back is given before it is known whether it may; its `data`. */
export interface Return {
  session: LeftSession;
  offset: Offset;
}

type Restored = NonNullable<Awaited<ReturnType<Adapter['restoreSession']>>>;

/**
 * Finds the session of a client that comes back, on whichever replica it was. Messages do not pass through here:
 * each replica hears its rooms by itself, and what was missed is told after the sign-in and the rooms were checked anew
 * (Socket.IO by itself would send it before its middleware has run). See ADR 86.
 */
export function recoveringAdapter(
  find: (privateId: string, offset: Offset) => Promise<LeftSession | undefined>,
): typeof Adapter {
  return class extends Adapter {
    /** The session is in Redis already. */
    override persistSession(): void {
      return undefined;
    }

    override async restoreSession(pid: string, text: string): Promise<Restored> {
      const offset = parseOffset(text);
      const session = offset && (await find(pid, offset));
      if (!session) throw new Error('There is no such session any more');
      const data: { returns: Return } = { returns: { session, offset } };
      // A new public id: the connection that it had may still be open here, and would take the new one along.
      return { sid: crypto.randomUUID(), pid, rooms: [], data, missedPackets: [] };
    }
  };
}
