import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { appendEvent, StateCache, type RequestContext, type Transaction } from '@almanac/platform';
import { SessionStates } from '../session-states';

/**
 * Makes a change of what somebody may do count on the very next request, on every replica and on open
 * sockets: at once by the cache after the commit, and for certain by the event.
 */
@Injectable()
export class AuthorisationChanges {
  constructor(
    private readonly states: SessionStates,
    private readonly cache: StateCache,
  ) {}

  /** For one user, whose `authz_version` (or that of the key concerned) was raised in this transaction. */
  async ofUser(tx: Transaction, ctx: RequestContext, userId: Id): Promise<void> {
    await appendEvent(tx, ctx, {
      name: 'user.authorisation-changed',
      payload: { userId },
      resource: { type: 'user', id: userId },
    });
    this.renewAfterCommit(tx, userId);
  }

  renewAfterCommit(tx: Transaction, userId: Id): void {
    this.states.renewAfterCommit(tx, userId);
  }

  /** For whoever holds a role, however many they are: states that were read before this epoch do not count. */
  ofRoles(tx: Transaction, epoch: number): void {
    tx.afterCommit(() => this.cache.raiseEpoch(epoch));
  }
}
