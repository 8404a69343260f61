import { Injectable } from '@nestjs/common';
import {
  Config,
  Database,
  invalid,
  requireProof,
  sessionOf,
  UnitOfWork,
  type RequestContext,
} from '@almanac/platform';
import { PasswordProof, wrongProof } from '../accounts/password-proof';
import { AccountRepository } from '../ports/account.repository';
import { SecondFactors, type TypedFactor } from './second-factors';

/** What somebody who is signed in proves before their second factors are changed. */
@Injectable()
export class FactorProof {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly passwords: PasswordProof,
    private readonly factors: SecondFactors,
    private readonly unitOfWork: UnitOfWork,
    private readonly database: Database,
    private readonly config: Config,
  ) {}

  /**
   * The password; of an account that has none, a recent proof by other means.
   * @throws DomainError VALIDATION_ERROR on the field, REAUTHENTICATION_REQUIRED, ACCOUNT_LOCKED
   */
  async ofPassword(ctx: RequestContext, password: string | undefined): Promise<void> {
    if (password !== undefined) {
      await this.passwords.check(ctx, password, 'password');
      return;
    }
    const account = await this.accounts.credentials(this.database.for(ctx), sessionOf(ctx).userId);
    if (account?.passwordHash !== null || !ctx.principal) {
      throw invalid([{ field: 'password', message: 'password is required', rule: 'isDefined' }]);
    }
    requireProof(ctx.principal, this.config.PROOF_SECONDS);
  }

  /**
   * A code or a backup code, which is spent.
   * @throws DomainError VALIDATION_ERROR on the field, ACCOUNT_LOCKED
   */
  async ofFactor(ctx: RequestContext, typed: TypedFactor): Promise<void> {
    const field = refuseUnlessOne(typed);
    const { userId } = sessionOf(ctx);
    const right = await this.guarded(ctx, () =>
      this.unitOfWork.run(ctx, (tx) => this.factors.use(tx, userId, typed)),
    );
    if (!right) throw wrongProof(field);
  }

  /** Counts what `guess` finds out, like wrong passwords. */
  guarded(ctx: RequestContext, guess: () => Promise<boolean>): Promise<boolean> {
    return this.passwords.guarded(ctx, sessionOf(ctx).sessionId, guess);
  }
}

/**
 * The name of the one that is given.
 * @throws DomainError VALIDATION_ERROR
 */
export function refuseUnlessOne(given: object): string {
  const names = Object.entries(given)
    .filter(([, value]) => value !== undefined)
    .map(([name]) => name);
  const [name] = names;
  if (name !== undefined && names.length === 1) return name;
  const message = `send exactly one of ${Object.keys(given).join(', ')}`;
  throw invalid([{ field: name ?? Object.keys(given)[0] ?? '', message, rule: 'exclusive' }]);
}
