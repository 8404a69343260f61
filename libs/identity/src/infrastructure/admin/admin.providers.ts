import { AdminStatsService } from '../../application/admin/admin-stats.service';
import { AdminUserQueries } from '../../application/admin/admin-user-queries';
import { AdminUsersService } from '../../application/admin/admin-users.service';
import { ImpersonationService } from '../../application/admin/impersonation.service';
import { MfaResetService } from '../../application/admin/mfa-reset.service';
import { AdminStatsReader } from '../../application/ports/admin-stats.reader';
import { AdminUserRepository } from '../../application/ports/admin-user.repository';
import { SqlAdminStatsReader } from './sql-admin-stats.reader';
import { SqlAdminUserRepository } from './sql-admin-user.repository';

/** Accounts in the hands of admins; for the API alone. */
export const adminProviders = [
  { provide: AdminUserRepository, useClass: SqlAdminUserRepository },
  { provide: AdminStatsReader, useClass: SqlAdminStatsReader },
  AdminUserQueries,
  AdminUsersService,
  ImpersonationService,
  MfaResetService,
  AdminStatsService,
];
