import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { providersOf, type RequestContext, type Transaction } from '@almanac/platform';
import type { Payment } from '../ports/payment-store';

/** What a feature takes money for. It provides its kind, and is told when the money is there. */
export abstract class PaymentKind {
  abstract readonly kind: string;

  /** Once for each payment, in the transaction that writes down that it is paid. */
  abstract settle(tx: Transaction, context: RequestContext, payment: Payment): Promise<void>;
}

/** The kinds of the process. */
@Injectable()
export class PaymentKinds {
  constructor(private readonly discovery: DiscoveryService) {}

  /** @throws Error where no feature, or more than one, has the kind */
  of(name: string): PaymentKind {
    const [kind, ...others] = providersOf(this.discovery, PaymentKind).filter(({ kind }) => kind === name);
    if (!kind || others.length > 0) throw new Error(`One feature must settle payments for ${name}`);
    return kind;
  }
}
