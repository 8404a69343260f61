import { statement } from './statement';
import type { Transaction } from './transaction';
import type { Id } from '@almanac/kernel';

const claim = statement<{ consumer: string }>(
  'inbox.claim',
  'INSERT INTO inbox (consumer, event_id) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING consumer',
);

/**
 * True the first time that a consumer sees an event, false ever after; a simultaneous second one waits for
 * the first to commit. The effect belongs in the same transaction.
 */
export async function firstTime(transaction: Transaction, consumer: string, eventId: Id): Promise<boolean> {
  return (await transaction.query(claim, [consumer, eventId])).length > 0;
}
