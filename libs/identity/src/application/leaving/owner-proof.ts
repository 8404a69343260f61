import { Injectable } from '@nestjs/common';
import { Config, Database, invalid, requireProof, sessionOf, type RequestContext } from '@almanac/platform';
import { PasswordProof } from '../accounts/password-proof';
import { AccountRepository } from '../ports/account.repository';
import { sessionHasEnded } from './data-export-requests';

/** Asks for the strongest proof that an account has: its password, else a recent sign-in by other means. */
@Injectable()
export class OwnerProof {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly passwords: PasswordProof,
    private readonly database: Database,
    private readonly config: Config,
  ) {}

  /**
   * Gives the hash of the password, to be compared once more by whoever relies on it; null where there is none.
   * @throws DomainError VALIDATION_ERROR on `password`, ACCOUNT_LOCKED, RATE_LIMIT_EXCEEDED, REAUTHENTICATION_REQUIRED
   */
  async check(ctx: RequestContext, password: string | undefined): Promise<string | null> {
    const account = await this.accounts.credentials(this.database.for(ctx), sessionOf(ctx).userId);
    if (!account) throw sessionHasEnded();
    if (account.passwordHash === null) {
      if (ctx.principal) requireProof(ctx.principal, this.config.PROOF_SECONDS);
      return null;
    }
    if (password === undefined)
      throw invalid([{ field: 'password', message: 'password is required', rule: 'required' }]);
    return (await this.passwords.check(ctx, password, 'password')).passwordHash;
  }
}
