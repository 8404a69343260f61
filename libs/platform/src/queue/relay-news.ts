import { Injectable } from '@nestjs/common';

type Listener = (names: ReadonlySet<string>, upTo: number) => void;

/**
 * Tells whoever follows the outbox in this process what the relay has just delivered. A hint and nothing more: only one
 * worker relays, and it may die before it says so, so whoever listens looks by itself from time to time.
 */
@Injectable()
export class RelayNews {
  private readonly listeners = new Set<Listener>();

  /** @param listener gets the names of the events, and the highest of their numbers; it must not throw */
  listen(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  tell(events: readonly { name: string; seq: string }[]): void {
    const last = events.at(-1);
    if (!last || this.listeners.size === 0) return;
    const names = new Set(events.map(({ name }) => name));
    for (const listener of this.listeners) listener(names, Number(last.seq));
  }
}
