import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError, type Id } from '@almanac/kernel';
import type { Transaction } from '@almanac/platform';
import { AdminRoleRepository } from './ports/admin-role.repository';

/**
 * There is always an admin: the last active one cannot be removed, demoted, suspended or deleted. Whoever is
 * about to do that asks here first, before it locks any account: the role's row is locked until the
 * transaction ends, so of two that come at once the second sees what the first has done.
 */
@Injectable()
export class LastAdmin {
  constructor(private readonly roles: AdminRoleRepository) {}

  /**
   * To be called in the transaction that takes the role, or the account, from these users.
   * @throws DomainError CONFLICT where nobody active would hold the role admin afterwards
   */
  async refuseLoss(tx: Transaction, ...userIds: Id[]): Promise<void> {
    await this.roles.lock(tx);
    const { among, others } = await this.roles.holders(tx, userIds);
    if (among.length === 0 || others) return;
    throw new DomainError<ErrorCode>(
      'CONFLICT',
      'This is the last admin; make somebody else an admin first',
      { reason: 'last-admin' },
    );
  }
}
