import { Duplex } from 'node:stream';
import type { Socket } from 'socket.io';
import { textFrame } from './plain-frame';

type Engine = Socket['conn'];

/** Packets of Socket.IO as they go to many: made once for all who hear them. */
export interface EncodedPackets {
  /** Each as Engine.IO takes it (Socket.IO protocol 5: an event of the namespace `/ws`). */
  readonly texts: readonly string[];
  /** All of them as frames of WebSocket, in one piece. */
  readonly frames: Buffer;
}

export function encodePackets(events: readonly (readonly unknown[])[]): EncodedPackets {
  const texts = events.map((event) => `2/ws,${JSON.stringify(event)}`);
  // Of Engine.IO each is a message (4).
  return { texts, frames: Buffer.concat(texts.map((text) => textFrame(Buffer.from(`4${text}`)))) };
}

/**
 * The stream below Engine.IO, where one may write frames to it past Engine.IO: over a WebSocket, with nothing under way
 * or waiting that must come first. Engine.IO by itself makes some objects, two writes and four calls back for each
 * packet and socket.
 */
export function openWire(engine: Engine): Duplex | undefined {
  const { transport, readyState } = engine;
  if (readyState !== 'open' || transport.name !== 'websocket' || !transport.writable) return undefined;
  if (engine.upgrading || waitingPackets(engine) > 0) return undefined;
  const webSocket: unknown = Reflect.get(transport, 'socket');
  if (typeof webSocket !== 'object' || webSocket === null || Reflect.get(webSocket, 'readyState') !== 1)
    return undefined;
  const stream: unknown = Reflect.get(webSocket, '_socket');
  return stream instanceof Duplex ? stream : undefined;
}

/** Packets that a client has not read yet. Engine.IO keeps them in a list that its types do not show. */
export function waitingPackets(engine: Engine): number {
  const waiting: unknown = Reflect.get(engine, 'writeBuffer');
  return Array.isArray(waiting) ? waiting.length : 0;
}

/** Lets go of the handshake's request, which Socket.IO holds as long as the connection lives. */
export function forgetRequest(socket: Socket): void {
  Reflect.set(socket.conn, 'request', undefined);
  Reflect.set(socket.client, 'request', undefined);
  socket.handshake.headers = {};
}
