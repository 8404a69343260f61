import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { statement, type Queryable, type Transaction } from '@almanac/platform';
import {
  EmailChangeRepository,
  type EmailChange,
  type EmailSide,
} from '../../application/ports/email-change.repository';

const begin = statement<{ expiresAt: Date }>(
  'identity.email-change-begin',
  `INSERT INTO email_changes (id, user_id, old_email, new_email, expires_at)
   VALUES ($1, $2, $3, $4, now() + make_interval(secs => $5::integer))
   ON CONFLICT (user_id) DO UPDATE
     SET id = excluded.id, old_email = excluded.old_email, new_email = excluded.new_email, old_confirmed_at = NULL,
         new_confirmed_at = NULL, changed_at = NULL, expires_at = excluded.expires_at, created_at = now()
   RETURNING expires_at AS "expiresAt"`,
);
const columns = `c.id, c.user_id AS "userId", c.old_email AS "oldEmail", c.new_email AS "newEmail",
  c.old_confirmed_at IS NOT NULL AS "oldConfirmed", c.new_confirmed_at IS NOT NULL AS "newConfirmed"`;
const open = `SELECT ${columns} FROM email_changes c JOIN users u ON u.id = c.user_id AND u.email = c.old_email
  WHERE c.id = $1 AND c.changed_at IS NULL AND c.expires_at > now() AND u.status = 'active'`;
const lockOpen = statement<EmailChange>('identity.email-change-lock', `${open} FOR UPDATE OF c`);
const findOpen = statement<EmailChange>('identity.email-change-open', open);
const findDone = statement<EmailChange>(
  'identity.email-change-done',
  `SELECT ${columns} FROM email_changes c WHERE c.id = $1 AND c.changed_at IS NOT NULL`,
);
const confirm = {
  old: statement(
    'identity.email-change-confirm-old',
    'UPDATE email_changes SET old_confirmed_at = now() WHERE id = $1',
  ),
  new: statement(
    'identity.email-change-confirm-new',
    'UPDATE email_changes SET new_confirmed_at = now() WHERE id = $1',
  ),
} satisfies Record<EmailSide, unknown>;
const finish = statement(
  'identity.email-change-finish',
  'UPDATE email_changes SET changed_at = now() WHERE id = $1',
);
const remove = statement('identity.email-change-remove', 'DELETE FROM email_changes WHERE id = $1');

@Injectable()
export class SqlEmailChangeRepository extends EmailChangeRepository {
  override async begin(
    tx: Transaction,
    { id, userId, oldEmail, newEmail }: Pick<EmailChange, 'id' | 'userId' | 'oldEmail' | 'newEmail'>,
    seconds: number,
  ): Promise<Date> {
    const [row] = await tx.query(begin, [id, userId, oldEmail, newEmail, seconds]);
    if (!row) throw new Error('The change was not kept');
    return row.expiresAt;
  }

  override async lockOpen(tx: Transaction, id: Id): Promise<EmailChange | undefined> {
    return (await tx.query(lockOpen, [id]))[0];
  }

  override async findOpen(queryable: Queryable, id: Id): Promise<EmailChange | undefined> {
    return (await queryable.query(findOpen, [id]))[0];
  }

  override async findDone(queryable: Queryable, id: Id): Promise<EmailChange | undefined> {
    return (await queryable.query(findDone, [id]))[0];
  }

  override async confirm(tx: Transaction, id: Id, side: EmailSide): Promise<void> {
    await tx.query(confirm[side], [id]);
  }

  override async finish(tx: Transaction, id: Id): Promise<void> {
    await tx.query(finish, [id]);
  }

  override async remove(tx: Transaction, id: Id): Promise<void> {
    await tx.query(remove, [id]);
  }
}
