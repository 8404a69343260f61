import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { statement, type Queryable } from '@almanac/platform';
import { AccountRepository, type AccountCredentials } from '../../application/ports/account.repository';

const selectCredentials = statement<AccountCredentials>(
  'identity.account-credentials',
  `SELECT email, password_hash AS "passwordHash" FROM users WHERE id = $1 AND status = 'active'`,
);

@Injectable()
export class SqlAccountRepository extends AccountRepository {
  override async credentials(queryable: Queryable, userId: Id): Promise<AccountCredentials | undefined> {
    return (await queryable.query(selectCredentials, [userId]))[0];
  }
}
