/** In bytes. */
const BLOCK = 64 * 1024;

/**
 * Bytes that come in pieces, kept in blocks: who sends a file in pieces of a byte (RFC 9112 section 7.1) would have a
 * hundred times its size of memory else, as each piece is an object.
 */
export class Blocks {
  private readonly full: Buffer[] = [];
  private last = Buffer.alloc(0);
  /** Of the last one, what is written. */
  private used = 0;

  add(piece: Buffer): void {
    for (let at = 0; at < piece.length;) {
      if (this.used === this.last.length) this.begin();
      const copied = piece.copy(this.last, this.used, at);
      this.used += copied;
      at += copied;
    }
  }

  /** In their order. */
  get all(): Buffer[] {
    return this.used === 0 ? this.full : [...this.full, this.last.subarray(0, this.used)];
  }

  private begin(): void {
    if (this.used > 0) this.full.push(this.last);
    this.last = Buffer.allocUnsafeSlow(BLOCK);
    this.used = 0;
  }
}
