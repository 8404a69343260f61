import { Transform, type TransformCallback } from 'node:stream';

/** More than what may stand before a file: its boundary and its headers. */
const MAX_HEAD = 20 * 1024;
const BOUNDARY = /;\s*boundary=(?:"([^"\\]+)"|([^\s;"]+))/i;
const LINE_END = '\r\n';

/**
 * The bytes of a form (RFC 7578) on their way to its parser (`@fastify/busboy` 3.2), which needs two things that it does
 * not see to:
 * - What comes after the end of the form (RFC 2046, section 5.1.1) is left out. Where that comes in a piece of its own,
 *   were it only the last line end, the parser waits forever.
 * - Of a part that says no type it says `text/plain` (RFC 7578, section 4.4). Many clients say none; taken for their
 *   word, that would make liars of them.
 */
export class FormBytes extends Transform {
  private readonly closing: Buffer | undefined;
  /** The end of what came, in which the end of the form may have begun. */
  private last = Buffer.from(LINE_END);
  private head = Buffer.alloc(0);
  private isOver = false;

  /** @param contentType of the form */
  constructor(contentType: string) {
    super();
    const [, quoted, plain] = BOUNDARY.exec(contentType) ?? [];
    const boundary = quoted ?? plain;
    this.closing = boundary === undefined ? undefined : Buffer.from(`${LINE_END}--${boundary}--`, 'latin1');
  }

  /** Whether the part that has begun says of which type it is. */
  get saysType(): boolean {
    const heads = this.head.toString('latin1').split(LINE_END + LINE_END);
    const head = heads.find((one) => /^content-disposition[ \t]*:/im.test(one));
    return head === undefined || /^content-type[ \t]*:[ \t]*\S/im.test(head);
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    if (this.isOver) {
      done();
      return;
    }
    const room = MAX_HEAD - this.head.length;
    if (room > 0) this.head = Buffer.concat([this.head, chunk.subarray(0, room)]);
    const length = this.lengthToEnd(chunk);
    this.isOver = length !== undefined;
    done(null, chunk.subarray(0, length));
  }

  /** How much of the piece belongs to the form, where it ends in it. */
  private lengthToEnd(chunk: Buffer): number | undefined {
    const { closing, last } = this;
    if (!closing) return undefined;
    const most = closing.length - 1;
    const seam = Buffer.concat([last, chunk.subarray(0, most)]);
    const inSeam = seam.indexOf(closing);
    if (inSeam >= 0) return inSeam + closing.length - last.length;
    this.last = Buffer.from(chunk.length < most ? seam.subarray(-most) : chunk.subarray(-most));
    const inChunk = chunk.indexOf(closing);
    return inChunk < 0 ? undefined : inChunk + closing.length;
  }
}
