import type { Id } from '@almanac/kernel';
import type { PageRequest, RequestContext, Transaction } from '@almanac/platform';

export const deliveryStatuses = ['pending', 'delivered', 'failed', 'withdrawn'] as const;
export type DeliveryStatus = (typeof deliveryStatuses)[number];

/** An event of the outbox that webhooks may hear of. */
export interface OutboxFact {
  seq: number;
  eventId: Id;
  name: string;
  streamId: Id | null;
  actorId: Id | null;
  payload: unknown;
  occurredAt: Date;
}

/** A webhook as whoever delivers to it needs it. Secrets are sealed. */
export interface LeasedWebhook {
  id: Id;
  userId: Id;
  url: string;
  secret: string;
  /** While it still signs. */
  previousSecret: string | null;
}

/** A delivery whose turn it is; the try is counted already. */
export interface DueDelivery {
  id: Id;
  type: string;
  seq: number | null;
  streamId: Id | null;
  attempts: number;
  /** Which call its event comes of; a turn has deliveries of many calls. */
  origin: string | null;
  createdAt: Date;
}

/** How a try ended. */
export interface Attempt {
  responseStatus: number | null;
  responseBody: string | null;
  error: string | null;
  durationMs: number;
}

/** What is to be delivered, and what became of it. */
export abstract class DeliveryStore {
  /** Nothing where it is no longer kept. */
  abstract fact(context: RequestContext, seq: number): Promise<OutboxFact | undefined>;

  /** A delivery that stands for no event. */
  abstract addTest(tx: Transaction, webhookId: Id, type: string, origin: string): Promise<Id>;

  abstract webhookOf(context: RequestContext, deliveryId: Id): Promise<Id | undefined>;

  /** Takes the turn at a webhook or keeps it; nothing where another has it, or where it is off, gone or left alone. */
  abstract lease(
    context: RequestContext,
    webhookId: Id,
    token: Id,
    seconds: number,
  ): Promise<LeasedWebhook | undefined>;
  abstract release(context: RequestContext, webhookId: Id, token: Id): Promise<void>;

  /** The next delivery, its try counted. Whoever dies over it leaves it due again after so long. */
  abstract claimDue(
    context: RequestContext,
    webhookId: Id,
    seconds: number,
  ): Promise<DueDelivery | undefined>;
  /** One that is due, where there is one. */
  abstract findDue(context: RequestContext, webhookId: Id): Promise<Id | undefined>;

  /** Leaves the webhook alone for so long; the try of this one is not counted. */
  abstract postpone(context: RequestContext, webhookId: Id, deliveryId: Id, ms: number): Promise<void>;

  /**
   * Writes the try down. What was withdrawn meanwhile stays so, unless this has ended it.
   * @param nextInMs until the next try; nothing where there is none
   */
  abstract settle(
    tx: Transaction,
    id: Id,
    status: DeliveryStatus,
    attempt: Attempt,
    nextInMs?: number,
  ): Promise<void>;
  /** It is not told: whoever has the webhook may not hear it, or it is no longer kept. */
  abstract withdraw(context: RequestContext, id: Id, reason: string): Promise<void>;
  abstract withdrawAll(tx: Transaction, webhookId: Id, reason: string): Promise<void>;

  /** Begins a new round of tries. False where there is no such delivery of the webhook. */
  abstract begin(tx: Transaction, webhookId: Id, id: Id): Promise<boolean>;

  /** `data` of the list. */
  abstract list(
    context: RequestContext,
    webhookId: Id,
    page: PageRequest,
    filter: { status?: string | undefined; type?: string | undefined },
  ): Promise<string>;
  /** A delivery as the list shows it, as JSON. */
  abstract shown(context: RequestContext, webhookId: Id, id: Id): Promise<string | undefined>;

  /** One delivery of each webhook that has been due for so long. */
  abstract overdue(context: RequestContext, seconds: number, limit: number): Promise<Id[]>;
  /** Forgets what is older, and what is left of webhooks that are gone. Gives how many. */
  abstract expire(context: RequestContext, days: number): Promise<number>;
}
