import { Injectable } from '@nestjs/common';
import { emailKey, type Id } from '@almanac/kernel';
import {
  afterCursor,
  Database,
  limitOf,
  orderBy,
  pageStatement,
  Parameters,
  runPage,
  statement,
  type Invitation,
  type NewInvitation,
  type PageRequest,
  type Queryable,
  type RequestContext,
  type SortKey,
  type Transaction,
} from '@almanac/platform';
import { InvitationRepository, type InvitedTo } from '../../application/ports/invitation.repository';
import type { InvitationEnd } from '../../domain/invitations/invitation-state';

const columns = `i.id, i.kind, i.resource_id AS "resourceId", i.email, i.role, i.user_id AS "userId",
  i.invited_by AS "invitedBy", i.created_at AS "createdAt", i.expires_at AS "expiresAt"`;
const open = `status = 'pending' AND expires_at > now()`;

const insert = statement<Invitation>(
  'identity.invitation-insert',
  `INSERT INTO invitations AS i (id, kind, resource_id, email, email_lower, role, invited_by, expires_at, user_id)
   VALUES ($1, $2, $3, $4, $5, $6, $7, now() + make_interval(secs => $8::integer), $9) RETURNING ${columns}`,
);
const findOpen = statement<Invitation>(
  'identity.invitation-find-open',
  `SELECT ${columns} FROM invitations i WHERE i.id = $1 AND ${open}`,
);
const findOpenTo = statement<Invitation>(
  'identity.invitation-find-open-to',
  `SELECT ${columns} FROM invitations i
    WHERE i.kind = $1 AND i.resource_id = $2 AND i.email_lower = $3 AND ${open}`,
);
const decide = statement<{ id: Id }>(
  'identity.invitation-decide',
  `UPDATE invitations SET status = $2, decided_at = now() WHERE id = $1 AND ${open} RETURNING id`,
);
const replace = statement(
  'identity.invitation-replace',
  `UPDATE invitations SET status = 'replaced', decided_at = now()
    WHERE kind = $1 AND resource_id = $2 AND email_lower = $3 AND status = 'pending'`,
);
const revokeAll = statement<{ id: Id }>(
  'identity.invitation-revoke-all',
  `UPDATE invitations SET status = 'revoked', decided_at = now()
    WHERE kind = $1 AND resource_id = $2 AND status = 'pending'
      AND ($3::uuid IS NULL OR (invited_by = $3 AND role = ANY($4::text[]))) RETURNING id`,
);
// Whom others invited is kept no longer than it can be of use.
const deleteOld = statement(
  'identity.invitation-delete-old',
  `DELETE FROM invitations WHERE expires_at < now() - interval '30 days'`,
);

const byCreation: SortKey = { expression: 'i.created_at', shown: 'shown."createdAt"', type: 'timestamptz' };

@Injectable()
export class SqlInvitationRepository extends InvitationRepository {
  constructor(private readonly database: Database) {
    super();
  }

  override async insert(tx: Transaction, id: Id, invitation: NewInvitation): Promise<Invitation> {
    const { kind, resourceId, email, role, invitedBy, seconds, userId = null } = invitation;
    const values = [id, kind, resourceId, email, emailKey(email), role, invitedBy, seconds, userId];
    const [row] = await tx.query(insert, values);
    if (!row) throw new Error('An invitation was not written');
    return row;
  }

  override async findOpen(queryable: Queryable, id: Id): Promise<Invitation | undefined> {
    return (await queryable.query(findOpen, [id]))[0];
  }

  override async findOpenTo(
    queryable: Queryable,
    { kind, resourceId }: InvitedTo,
    email: string,
  ): Promise<Invitation | undefined> {
    return (await queryable.query(findOpenTo, [kind, resourceId, emailKey(email)]))[0];
  }

  override async decide(tx: Transaction, id: Id, end: InvitationEnd): Promise<boolean> {
    return (await tx.query(decide, [id, end])).length > 0;
  }

  override async replace(tx: Transaction, { kind, resourceId }: InvitedTo, email: string): Promise<void> {
    await tx.query(replace, [kind, resourceId, emailKey(email)]);
  }

  override async revokeAll(
    tx: Transaction,
    { kind, resourceId }: InvitedTo,
    only?: { invitedBy: Id; roles: readonly string[] },
  ): Promise<number> {
    const values = [kind, resourceId, only?.invitedBy ?? null, only?.roles ?? []];
    return (await tx.query(revokeAll, values)).length;
  }

  override list(ctx: RequestContext, { kind, resourceId }: InvitedTo, page: PageRequest): Promise<string> {
    const parameters = new Parameters(resourceId, page);
    const source = `FROM invitations i WHERE i.resource_id = $1 AND i.kind = ${parameters.add(kind)} AND ${open}`;
    const rows = `SELECT i.id, i.email, i.role, i.invited_by AS "invitedBy", i.created_at AS "createdAt",
                         i.expires_at AS "expiresAt"
      ${source} AND ${afterCursor(byCreation, 'i.id', page, parameters)}
      ${orderBy(byCreation, 'i.id', page.order)} LIMIT ${limitOf(page)} OFFSET $3`;
    const list = pageStatement(rows, `SELECT count(*) ${source}`, byCreation, page);
    return runPage(this.database.for(ctx), 'invitations', page, list, parameters.values);
  }

  override async deleteOld(tx: Transaction): Promise<void> {
    await tx.query(deleteOld, []);
  }
}
