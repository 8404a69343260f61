import type { RawData } from 'ws';
import { LIVE_LIMITS } from '../limits';

/** What a client says at the plain door. */
export interface ClientMessage {
  type: string;
  /** Of the client's choice; it comes back with the answer. */
  id: string | number | undefined;
  body: Record<string, unknown>;
}

const LONGEST_ID = 100;
/** Where programs that write `type` and `id` first have them; of a text without escapes. */
const BEGINNING =
  /^\s*\{\s*(?:"type"\s*:\s*"[^"\\]{0,100}"\s*,\s*)?"id"\s*:\s*(?:"([^"\\]{0,100})"|(-?\d{1,15}))\s*[,}]/;
const BEGINNING_BYTES = 512;

export function bytesOf(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Buffer.concat(Array.isArray(data) ? data : [Buffer.from(data)]);
}

/** Undefined where it is none, or too long to be read. */
export function parseMessage(bytes: Buffer): ClientMessage | undefined {
  if (bytes.length > LIVE_LIMITS.messageBytes) return undefined;
  try {
    const parsed: unknown = JSON.parse(bytes.toString('utf8'));
    if (typeof parsed !== 'object' || parsed === null || !('type' in parsed)) return undefined;
    const { type, id, ...body } = parsed as Record<string, unknown>;
    if (typeof type !== 'string') return undefined;
    const known = (typeof id === 'string' && id.length <= LONGEST_ID) || typeof id === 'number';
    return { type, id: known ? id : undefined, body };
  } catch {
    return undefined;
  }
}

/** The `id` of a message that is too long to be read, where it stands at its beginning. */
export function idAtBeginning(bytes: Buffer): ClientMessage['id'] {
  const [, text, number] = BEGINNING.exec(bytes.toString('utf8', 0, BEGINNING_BYTES)) ?? [];
  return number === undefined ? text : Number(number);
}

/** What an answer says of the message that it answers. */
export function reference(id: ClientMessage['id']): { id?: string | number } {
  return id === undefined ? {} : { id };
}
