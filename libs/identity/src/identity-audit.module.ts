import { Module } from '@nestjs/common';
import { AuditTrail } from '@almanac/platform';
import { ChainedAuditTrail } from './application/audit/chained-audit-trail';
import { LastAdmin } from './application/last-admin';
import { AdminRoleRepository } from './application/ports/admin-role.repository';
import { AuditLogRepository } from './application/ports/audit-log.repository';
import { SqlAuditLogRepository } from './infrastructure/audit/sql-audit-log.repository';
import { SqlAdminRoleRepository } from './infrastructure/sql-admin-role.repository';

/** The audit log and the rule of the last admin, for every process. */
@Module({
  providers: [
    { provide: AuditLogRepository, useClass: SqlAuditLogRepository },
    { provide: AuditTrail, useClass: ChainedAuditTrail },
    { provide: AdminRoleRepository, useClass: SqlAdminRoleRepository },
    LastAdmin,
  ],
  exports: [AuditTrail, AuditLogRepository, LastAdmin],
})
export class IdentityAuditModule {}
