import type { Id } from '@almanac/kernel';
import type { PageRequest, Queryable, RequestContext, Transaction } from '@almanac/platform';

/** What its owner says of a webhook. */
export interface WebhookContent {
  /** As `URL` writes it. */
  url: string;
  events: readonly string[];
  active: boolean;
}

/** A webhook as its owner sees it, without its secret. */
export interface Webhook extends WebhookContent {
  id: Id;
  userId: Id;
  disabledAt: Date | null;
  /** Why it was switched off, where its owner has not done it. */
  disabledReason: DisabledReason | null;
  failingSince: Date | null;
  /** Until when the secret before the present one signs, too. */
  previousSecretUntil: Date | null;
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

export type DisabledReason = 'failing' | 'gone';

/** Webhooks, by their owners. */
export abstract class WebhookStore {
  /** Lets one of an owner's requests at a time count and add, so that the limit holds. */
  abstract lock(tx: Transaction, userId: Id): Promise<void>;
  abstract count(tx: Transaction, userId: Id): Promise<number>;
  /** `data` of the list. */
  abstract list(context: RequestContext, userId: Id, page: PageRequest): Promise<string>;
  /** Whosever it is. */
  abstract exists(queryable: Queryable, id: Id): Promise<boolean>;
  abstract find(queryable: Queryable, userId: Id, id: Id): Promise<Webhook | undefined>;
  /** And keeps others from changing it until the end of the transaction. */
  abstract hold(tx: Transaction, userId: Id, id: Id): Promise<Webhook | undefined>;
  /** @param secret sealed */
  abstract insert(
    tx: Transaction,
    row: WebhookContent & { id: Id; userId: Id; secret: string },
  ): Promise<Webhook>;
  abstract update(tx: Transaction, id: Id, content: WebhookContent): Promise<Webhook>;
  /** The secret that was signs for so long beside the new one. @param secret sealed */
  abstract rotate(tx: Transaction, id: Id, secret: string, overlapSeconds: number): Promise<Webhook>;
  /** With all that was delivered to it. */
  abstract remove(tx: Transaction, id: Id): Promise<void>;
  /** Nothing where it is off already. */
  abstract disable(tx: Transaction, id: Id, reason: DisabledReason): Promise<Webhook | undefined>;
  /** Notes that a try failed. Gives since when none came off. */
  abstract failed(tx: Transaction, id: Id): Promise<Date | undefined>;
  /** Notes that one came off. */
  abstract succeeded(tx: Transaction, id: Id): Promise<void>;
}
