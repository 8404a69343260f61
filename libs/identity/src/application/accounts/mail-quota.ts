import { Injectable } from '@nestjs/common';
import { emailKey } from '@almanac/kernel';
import { TokenSecret, type Transaction } from '@almanac/platform';
import { MailedTokenRepository } from '../ports/mailed-token.repository';

/** How many mails of a kind an address may be sent; counted for addresses that nobody has, too. */
@Injectable()
export class MailQuota {
  constructor(
    private readonly mailedTokens: MailedTokenRepository,
    private readonly secret: TokenSecret,
  ) {}

  /**
   * Takes one mail of the quota.
   * @returns seconds until the next may be asked for, or undefined where this one was allowed
   */
  take(
    tx: Transaction,
    kind: string,
    email: string,
    limit: number,
    windowSeconds: number,
  ): Promise<number | undefined> {
    const key = `${kind}:${this.secret.derive('mail-quota/v1', emailKey(email))}`;
    return this.mailedTokens.takeFromQuota(tx, key, limit, windowSeconds);
  }
}
