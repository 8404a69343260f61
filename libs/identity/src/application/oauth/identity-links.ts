import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError, newId, type Id } from '@almanac/kernel';
import { appendEvent, AuditTrail, type RequestContext, type Transaction } from '@almanac/platform';
import type { OutsideIdentity } from '../../domain/oauth/outside-identity';
import { OutsideIdentityRepository, type LinkedAccount } from '../ports/oauth/outside-identity.repository';

/** More than anybody has; a bound, so that lists stay short. */
const MAX_IDENTITIES = 10;

/** Links identities to accounts, and tells their owners, in the transaction of whoever decided so. */
@Injectable()
export class IdentityLinks {
  constructor(
    private readonly identities: OutsideIdentityRepository,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * The caller holds the locks of the identity and of the account.
   * @throws DomainError CONFLICT where the account has as many as it may
   */
  async link(
    tx: Transaction,
    ctx: RequestContext,
    userId: Id,
    identity: OutsideIdentity,
  ): Promise<LinkedAccount> {
    if ((await this.identities.countOf(tx, userId)) >= MAX_IDENTITIES) {
      throw new DomainError<ErrorCode>(
        'CONFLICT',
        `An account can have ${MAX_IDENTITIES} linked identities; unlink one first`,
      );
    }
    const linked = await this.identities.insert(tx, newId(), userId, identity, null);
    await appendEvent(tx, ctx, {
      name: 'user.identity-linked',
      payload: { userId, provider: identity.provider },
      resource: { type: 'user', id: userId },
    });
    const account = { type: 'user', id: userId } as const;
    this.audit.record(tx, ctx, {
      action: 'auth.oauth.linked',
      // At a first sign-in nobody is signed in yet.
      actor: ctx.principal ? undefined : account,
      resource: account,
      after: { provider: identity.provider },
    });
    return linked;
  }

  /** The caller holds the lock of the account, and has seen that there is another way in. */
  async unlink(
    tx: Transaction,
    ctx: RequestContext,
    userId: Id,
    { id, provider }: LinkedAccount,
  ): Promise<void> {
    await this.identities.delete(tx, id);
    const resource = { type: 'user', id: userId };
    await appendEvent(tx, ctx, {
      name: 'user.identity-unlinked',
      payload: { userId, provider },
      resource,
    });
    this.audit.record(tx, ctx, { action: 'auth.oauth.unlinked', resource, before: { provider } });
  }
}
