import type { DomainEvent } from '@almanac/kernel';
import type { DataSource } from 'typeorm';
import type { Transaction } from './transaction';

type Listener = (event: DomainEvent) => void;

/** By data source, so that several applications in one process (tests) do not hear each other. */
const listeners = new WeakMap<DataSource, Listener[]>();

/**
 * Hears the events that this process has committed itself, at once. A hint for whoever wants to be quicker
 * than the relay; only the relay tells every event.
 */
export function onCommitted(dataSource: DataSource, listener: Listener): void {
  listeners.set(dataSource, [...(listeners.get(dataSource) ?? []), listener]);
}

/** Tells those who listen of the event, once the transaction has committed. */
export function tellAfterCommit(transaction: Transaction, make: () => DomainEvent): void {
  const hearing = listeners.get(transaction.manager.dataSource);
  if (!hearing) return;
  transaction.afterCommit(() => {
    const event = make();
    for (const listener of hearing) listener(event);
  });
}
