/** How a hand wavers: a little, and the same way each time the same is written. */

export class Hand {
  private state: number;

  /** @param seed texts that it depends on, and nothing else */
  constructor(...seed: readonly string[]) {
    this.state = hash(seed.join('\u0000'));
  }

  /** From -1 to 1, values in the middle more often (the mean of two draws). */
  waver(): number {
    return this.next() + this.next() - 1;
  }

  /** 0 to 1; mulberry32. */
  private next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value | 0;
}
