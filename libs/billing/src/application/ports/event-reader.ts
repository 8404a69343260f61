/** Of what becomes of a refund; the last is what some endpoints from before 2024 have in place of the others. */
const refundEvents = ['refund.updated', 'refund.failed', 'charge.refund.updated'] as const;

/** The events that something is done about (spec: billing.md, and what becomes of money that takes time). */
export const handledEvents = [
  'checkout.session.completed',
  // Some ways to pay take days: then only this one says that the money is there.
  'checkout.session.async_payment_succeeded',
  'customer.subscription.created',
  'customer.subscription.updated',
  'customer.subscription.deleted',
  'customer.subscription.trial_will_end',
  'invoice.paid',
  'invoice.payment_failed',
  'invoice.payment_action_required',
  'charge.refunded',
  // A refund may fail days after it was made.
  ...refundEvents,
  'customer.deleted',
] as const;
export type HandledEvent = (typeof handledEvents)[number];

export function isRefundEvent(type: string): boolean {
  return refundEvents.some((one) => one === type);
}

/**
 * What is kept of an event: whom and what it is about, and nothing that may have changed since. How things are is asked
 * of the provider when the event is worked off.
 */
export interface EventFacts {
  /** What it is about: the id of a session, subscription, invoice, charge, refund or customer. */
  objectId: string;
  /** For a session: what it was for. */
  mode?: string;
}

export interface ReadEvent {
  id: string;
  type: HandledEvent;
  occurredAt: Date;
  /** Undefined where the event does not say. */
  customerId: string | undefined;
  facts: EventFacts;
}

/** Reads what the provider sends. */
export abstract class EventReader {
  /** Whether there is a secret to check signatures by. */
  abstract readonly isOn: boolean;

  /**
   * The event, if the signature is the provider's and no older than five minutes; undefined where it is not.
   * `unhandled`: the provider's own, and nothing that anything is done about, whatever it looks like.
   */
  abstract read(body: Buffer, signature: string | undefined): ReadEvent | 'unhandled' | undefined;
}
