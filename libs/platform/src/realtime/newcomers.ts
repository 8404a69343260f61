import { addressKey } from '../http/address-key';
import { LIVE_LIMITS } from './limits';

/**
 * Connections that have not signed in yet, by the address that they come from: each costs memory until its time is up,
 * and nobody answers for it.
 */
export class Newcomers {
  private readonly counts = new Map<string, number>();

  isFull(address: string | undefined): boolean {
    return (this.counts.get(keyOf(address)) ?? 0) >= LIVE_LIMITS.newcomersPerAddress;
  }

  /** Gives what is to be called when it has signed in or gone away; once or more often. */
  enter(address: string | undefined): () => void {
    const key = keyOf(address);
    this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
    let isOut = false;
    return () => {
      if (isOut) return;
      isOut = true;
      const left = (this.counts.get(key) ?? 1) - 1;
      if (left > 0) this.counts.set(key, left);
      else this.counts.delete(key);
    };
  }
}

/** What has gone away already has no address any more. */
function keyOf(address: string | undefined): string {
  return address === undefined ? '' : addressKey(address);
}
