import { Injectable } from '@nestjs/common';
import { Database, statement } from '@almanac/platform';
import { AdminStatsReader, type IdentityFigures } from '../../application/ports/admin-stats.reader';

/** Users are counted in one pass; everything else by an index, or by a number that is kept. Deleted ones by themselves. */
const selectFigures = statement<{ figures: IdentityFigures }>(
  'admin.figures',
  `SELECT json_build_object(
     'users', (SELECT json_build_object(
         'total', count(*) FILTER (WHERE status <> 'deleted'),
         'active', count(*) FILTER (WHERE status = 'active'),
         'suspended', count(*) FILTER (WHERE status = 'suspended'),
         'deleted', count(*) FILTER (WHERE status = 'deleted'),
         'verified', count(*) FILTER (WHERE email_verified AND status <> 'deleted'),
         'admins', (SELECT count(*) FROM user_roles ur JOIN roles r ON r.id = ur.role_id
                      JOIN users u ON u.id = ur.user_id
                     WHERE r.system AND r.name = 'admin' AND u.status = 'active'),
         'byTier', json_build_object(
             'free', count(*) FILTER (WHERE tier = 'free' AND status <> 'deleted'),
             'premium', count(*) FILTER (WHERE tier = 'premium' AND status <> 'deleted'),
             'enterprise', count(*) FILTER (WHERE tier = 'enterprise' AND status <> 'deleted')),
         'newLastDay', count(*) FILTER (WHERE created_at > now() - interval '1 day')) FROM users),
     'sessions', json_build_object('active',
         (SELECT count(*) FROM sessions WHERE revoked_at IS NULL AND expires_at > now())),
     'signIns', (SELECT json_build_object('succeeded', count(*) FILTER (WHERE success),
                                          'failed', count(*) FILTER (WHERE NOT success))
                   FROM login_attempts WHERE at > now() - interval '1 day'),
     'outbox', json_build_object('undelivered',
         (SELECT count(*) FROM outbox_waiting)),
     'auditLog', (SELECT json_build_object('entries', seq - base_seq) FROM audit_head)) AS figures`,
);

@Injectable()
export class SqlAdminStatsReader extends AdminStatsReader {
  constructor(private readonly database: Database) {
    super();
  }

  override async read(): Promise<IdentityFigures> {
    const [row] = await this.database.query(selectFigures, []);
    if (!row) throw new Error('The figures gave no row');
    return row.figures;
  }
}
