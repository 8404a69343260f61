import { Injectable } from '@nestjs/common';
import { Config } from '@almanac/platform';
import { foreignAddress } from '../domain/refusals';
import { isReturnAddress } from '../domain/return-address';

/** Where people may be sent back to from Stripe: the operator's own pages. */
@Injectable()
export class ReturnAddresses {
  /** Where people look after their subscription. */
  readonly home: string;
  private readonly origins: readonly string[] | 'any';

  constructor({ NODE_ENV, PUBLIC_URL, APP_URL, ALLOWED_ORIGINS, BILLING_RETURN_ORIGINS: more }: Config) {
    this.home = APP_URL === '' ? PUBLIC_URL : `${APP_URL.replace(/\/+$/, '')}/billing`;
    // Who tries it out has a front-end anywhere, and nobody's money is at stake.
    const isAny = more.includes('*') || (NODE_ENV !== 'production' && more.length === 0);
    this.origins = isAny ? 'any' : [PUBLIC_URL, APP_URL, ...ALLOWED_ORIGINS, ...more];
  }

  /** @throws DomainError VALIDATION_ERROR that names the first field whose address leads elsewhere */
  require(addresses: Readonly<Record<string, string>>): void {
    for (const [field, address] of Object.entries(addresses))
      if (!isReturnAddress(address, this.origins)) throw foreignAddress(field);
  }
}
