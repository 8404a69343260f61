import { Injectable } from '@nestjs/common';
import Stripe from 'stripe';
import { z } from 'zod';
import { systemClock } from '@almanac/kernel';
import { Config } from '@almanac/platform';
import { EventReader, handledEvents, type ReadEvent } from '../../application/ports/event-reader';

/** The age of a signature that is taken, and how far a clock may be ahead. */
const TOLERANCE_SECONDS = 300;

/** What Stripe calls things. A database keeps neither U+0000 nor halves of pairs, and no name of Stripe's has them. */
const name = z.string().regex(/^[\x21-\x7e]{0,255}$/);
const reference = z.union([name, z.object({ id: name })]);
/**
 * As little of an event as there can be: its version is the endpoint's, which may be another than the library's. Only of
 * those that are handled: others, such as `invoice.upcoming` or `balance.available`, are of objects without an id.
 */
const shape = z.object({
  id: name.min(1),
  type: z.enum(handledEvents),
  created: z.number().int().min(0).max(1e11).nullish(),
  data: z.object({
    object: z.looseObject({ id: name, customer: reference.nullish(), mode: name.max(50).nullish() }),
  }),
});

const handled = shape.pick({ type: true });

/** Checks signatures with Stripe's library, which compares in constant time. */
@Injectable()
export class StripeEventReader extends EventReader {
  private readonly secret: string;

  constructor(config: Config) {
    super();
    this.secret = config.STRIPE_WEBHOOK_SECRET;
  }

  override get isOn(): boolean {
    return this.secret !== '';
  }

  override read(body: Buffer, signature: string | undefined): ReadEvent | 'unhandled' | undefined {
    if (signature === undefined || isAhead(signature)) return undefined;
    let event: unknown;
    try {
      event = Stripe.webhooks.constructEvent(body, signature, this.secret, TOLERANCE_SECONDS);
    } catch {
      return undefined;
    }
    if (!handled.safeParse(event).success) return 'unhandled';
    const { data: read } = shape.safeParse(event);
    if (!read) return undefined;
    const { object } = read.data;
    const customer = read.type === 'customer.deleted' ? object.id : object.customer;
    return {
      id: read.id,
      type: read.type,
      occurredAt: typeof read.created === 'number' ? new Date(read.created * 1000) : systemClock.now(),
      customerId: typeof customer === 'string' ? customer : customer?.id,
      facts: { objectId: object.id, ...(typeof object.mode === 'string' ? { mode: object.mode } : {}) },
    };
  }
}

/** The library looks at what is too old, and not at what comes from the future. */
function isAhead(signature: string): boolean {
  const time = Number(/(?:^|,)t=(\d{1,12})(?:,|$)/.exec(signature)?.[1]);
  return Number.isFinite(time) && time > Date.now() / 1000 + TOLERANCE_SECONDS;
}
