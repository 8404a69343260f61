import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { statement, type Transaction } from '@almanac/platform';
import { AdminRoleRepository } from '../application/ports/admin-role.repository';

const lockRole = statement(
  'identity.admin-role-lock',
  // Giving the role needs only that its row stays (a key share lock), and goes on meanwhile.
  `SELECT id FROM roles WHERE name = 'admin' AND system FOR NO KEY UPDATE`,
);
const selectHolders = statement<{ among: Id[]; others: boolean }>(
  'identity.admin-role-holders',
  `SELECT coalesce(array_agg(u.id) FILTER (WHERE u.id = ANY ($1::uuid[])), '{}') AS among,
          coalesce(bool_or(u.id <> ALL ($1::uuid[])), false) AS others
     FROM user_roles ur JOIN roles r ON r.id = ur.role_id JOIN users u ON u.id = ur.user_id
    WHERE r.name = 'admin' AND r.system AND u.status = 'active' AND u.deleted_at IS NULL`,
);

@Injectable()
export class SqlAdminRoleRepository extends AdminRoleRepository {
  override async lock(tx: Transaction): Promise<void> {
    await tx.query(lockRole, []);
  }

  override async holders(tx: Transaction, among: readonly Id[]): Promise<{ among: Id[]; others: boolean }> {
    const [row] = await tx.query(selectHolders, [among]);
    return row ?? { among: [], others: false };
  }
}
