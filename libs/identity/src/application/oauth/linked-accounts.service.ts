import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError, unseen, type Id } from '@almanac/kernel';
import {
  callerOf,
  Database,
  keptRefusal,
  UnitOfWork,
  type RequestContext,
  type Transaction,
} from '@almanac/platform';
import { mayUnlink } from '../../domain/oauth/joining';
import type { OutsideIdentity } from '../../domain/oauth/outside-identity';
import { OAuthFlowRepository } from '../ports/oauth/oauth-flow.repository';
import { OutsideIdentityRepository, type LinkedAccount } from '../ports/oauth/outside-identity.repository';
import { UserRepository } from '../ports/user.repository';
import { clientIsProved } from './client-proof';
import { FlowTokens } from './flow-tokens';
import { IdentityLinks } from './identity-links';
import { wrongField } from './provider-refusal';

/**
 * The identities of a signed-in person. Linking ends in a call of theirs and never in a redirect: otherwise a
 * stranger could send somebody through a flow of the stranger's, and have that person's identity open the
 * stranger's account.
 */
@Injectable()
export class LinkedAccountsService {
  constructor(
    private readonly identities: OutsideIdentityRepository,
    private readonly links: IdentityLinks,
    private readonly flows: OAuthFlowRepository,
    private readonly tokens: FlowTokens,
    private readonly users: UserRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly database: Database,
  ) {}

  /** The newest first. */
  async list(ctx: RequestContext): Promise<LinkedAccount[]> {
    return this.identities.list(this.database.for(ctx), callerOf(ctx).userId);
  }

  /**
   * Links whom the provider named in the caller's own flow.
   * @throws DomainError VALIDATION_ERROR for a wrong code, ALREADY_EXISTS where the identity is another account's
   */
  async linkByCode(
    ctx: RequestContext,
    code: string,
    codeVerifier: string | undefined,
  ): Promise<LinkedAccount> {
    const id = this.tokens.idOf(code, 'code');
    if (id === undefined) throw wrongCode();
    return this.unitOfWork.run(ctx, async (tx) => {
      const flow = await this.flows.useCode(tx, id, callerOf(ctx).userId);
      // A wrong verifier costs the code.
      if (!flow || !clientIsProved(flow.codeChallenge, codeVerifier)) throw keptRefusal(wrongCode());
      return this.linkIn(tx, ctx, flow.identity);
    });
  }

  /** @throws DomainError ALREADY_EXISTS where the identity is another account's */
  async link(ctx: RequestContext, identity: OutsideIdentity): Promise<LinkedAccount> {
    return this.unitOfWork.run(ctx, (tx) => this.linkIn(tx, ctx, identity));
  }

  /**
   * Takes an identity away.
   * @throws DomainError NOT_FOUND, FORBIDDEN; CONFLICT where it is the last way in
   */
  async unlink(ctx: RequestContext, id: Id): Promise<void> {
    const userId = callerOf(ctx).userId;
    await this.unitOfWork.run(ctx, async (tx) => {
      // Whoever takes a way in away does so under the account's lock: two at once leave one.
      await this.lockAccount(tx, userId);
      const identity = await this.identities.find(tx, userId, id);
      if (!identity) throw unseen('Linked identity', await this.identities.exists(tx, id));
      if (!mayUnlink(await this.identities.waysIn(tx, userId))) {
        throw new DomainError<ErrorCode>(
          'CONFLICT',
          'This is your last way to sign in; set a password, add a passkey or link another identity first',
        );
      }
      await this.links.unlink(tx, ctx, userId, identity);
    });
  }

  private async linkIn(
    tx: Transaction,
    ctx: RequestContext,
    identity: OutsideIdentity,
  ): Promise<LinkedAccount> {
    const userId = callerOf(ctx).userId;
    await this.identities.lock(tx, identity);
    await this.lockAccount(tx, userId);
    const owned = await this.identities.findOwned(tx, identity);
    if (owned?.userId === userId) return owned.linked;
    if (owned) {
      throw new DomainError<ErrorCode>('ALREADY_EXISTS', 'This identity is linked to another account');
    }
    return this.links.link(tx, ctx, userId, identity);
  }

  private async lockAccount(tx: Transaction, userId: Id): Promise<void> {
    if (!(await this.users.lock(tx, userId)))
      throw new DomainError<ErrorCode>('NOT_FOUND', 'This account is gone');
  }
}

function wrongCode(): DomainError<ErrorCode> {
  return wrongField('code', 'code is wrong, was used before, has expired or is of another person');
}
