import { Injectable } from '@nestjs/common';
import { Config } from '@almanac/platform';
import { foreignAddress } from '../domain/refusals';
import { isReturnAddress } from '../domain/return-address';

/** Where people may be sent back to from Stripe: the operator's own pages. */
@Injectable()
export class ReturnAddresses {
  private readonly origins: readonly string[];

  constructor({ PUBLIC_URL, APP_URL, ALLOWED_ORIGINS, BILLING_RETURN_ORIGINS }: Config) {
    this.origins = [PUBLIC_URL, APP_URL, ...ALLOWED_ORIGINS, ...BILLING_RETURN_ORIGINS];
  }

  /** @throws DomainError VALIDATION_ERROR that names the first field whose address leads elsewhere */
  require(addresses: Readonly<Record<string, string>>): void {
    for (const [field, address] of Object.entries(addresses))
      if (!isReturnAddress(address, this.origins)) throw foreignAddress(field);
  }
}
