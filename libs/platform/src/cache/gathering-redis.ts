import { Redis } from 'ioredis';

/**
 * A connection that writes the commands of one turn of the event loop to its socket together, as many requests ask at once. They
 * are gathered by the socket itself (`cork`): what ioredis has for this (`enableAutoPipelining`) makes a pipeline with its promise for
 * each turn and copies every reply, which all outlive V8's small collections (docs/adr/0145).
 */
export class GatheringRedis extends Redis {
  override sendCommand(...sent: Parameters<Redis['sendCommand']>): unknown {
    this.gather();
    return super.sendCommand(...sent);
  }

  private gather(): void {
    // There is no socket before the first attempt to connect; ended ones let go of what they hold by themselves.
    const socket = this.stream as typeof this.stream | undefined;
    if (!socket || socket.writableCorked > 0) return;
    socket.cork();
    setImmediate(() => socket.uncork());
  }
}
