import { addressKey } from '../../http/address-key';
import { LIVE_LIMITS } from '../limits';

/** A connection that has not signed in yet. */
export interface Newcomer {
  /** Has brought a token that is being looked at: it is not sent away for the sake of another. */
  isAsked: boolean;
  /** Sends it away. */
  readonly end: () => void;
  /** To be called when it has signed in or gone away; once or more often. */
  readonly leave: () => void;
}

/**
 * Connections that have not signed in yet, by the address that they come from: each costs memory until its time is up,
 * and nobody answers for it. Where there are too many, the one that has said nothing for longest makes room: whoever
 * opens connections and leaves them keeps nobody else of the same address out.
 */
export class Newcomers {
  /** In the order in which they came. */
  private readonly known = new Map<string, Set<Newcomer>>();

  /** False where all that are there are being asked about, and another would be too many. */
  makeRoom(address: string | undefined): boolean {
    const there = this.known.get(keyOf(address));
    if (!there || there.size < LIVE_LIMITS.newcomersPerAddress) return true;
    for (const newcomer of there) {
      if (newcomer.isAsked) continue;
      newcomer.leave();
      newcomer.end();
      return true;
    }
    return false;
  }

  enter(address: string | undefined, end: () => void): Newcomer {
    const key = keyOf(address);
    const there = this.known.get(key) ?? new Set();
    this.known.set(key, there);
    const leave = (): void => {
      // The set may be another one by now, of those who came after the last had gone.
      if (there.delete(newcomer) && there.size === 0) this.known.delete(key);
    };
    const newcomer: Newcomer = { isAsked: false, end, leave };
    there.add(newcomer);
    return newcomer;
  }
}

/** What has gone away already has no address any more. */
function keyOf(address: string | undefined): string {
  return address === undefined ? '' : addressKey(address);
}
