import type { Readable } from 'node:stream';
import { OutgoingFailedError } from './outgoing-errors';

/**
 * The body as text, never more of it in memory than allowed.
 * @param cut whether a longer one is cut, rather than an error
 * @throws OutgoingFailedError `ANSWER_TOO_LONG`
 */
export async function readAnswer(body: Readable, maxBytes: number, cut: boolean): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.byteLength;
    if (size <= maxBytes) continue;
    // Leaving the loop destroys the stream, and with it the connection.
    if (cut) break;
    throw new OutgoingFailedError('The answer is too long', 'ANSWER_TOO_LONG');
  }
  return Buffer.concat(chunks).subarray(0, maxBytes).toString('utf8');
}
