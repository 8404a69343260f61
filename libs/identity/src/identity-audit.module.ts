import { Module } from '@nestjs/common';
import { AuditTrail } from '@almanac/platform';
import { AuditLogService } from './application/audit/audit-log.service';
import { AuditVerification } from './application/audit/audit-verification';
import { ChainedAuditTrail } from './application/audit/chained-audit-trail';
import { LastAdmin } from './application/last-admin';
import { AdminRoleRepository } from './application/ports/admin-role.repository';
import { AuditLogReader } from './application/ports/audit-log.reader';
import { AuditLogRepository } from './application/ports/audit-log.repository';
import { SqlAuditLogReader } from './infrastructure/audit/sql-audit-log.reader';
import { SqlAuditLogRepository } from './infrastructure/audit/sql-audit-log.repository';
import { SqlAdminRoleRepository } from './infrastructure/sql-admin-role.repository';

/** The audit log and the rule of the last admin, for every process. */
@Module({
  providers: [
    { provide: AuditLogRepository, useClass: SqlAuditLogRepository },
    { provide: AuditLogReader, useClass: SqlAuditLogReader },
    { provide: AuditTrail, useClass: ChainedAuditTrail },
    { provide: AdminRoleRepository, useClass: SqlAdminRoleRepository },
    AuditLogService,
    AuditVerification,
    LastAdmin,
  ],
  exports: [AuditTrail, AuditLogRepository, AuditLogService, AuditVerification, LastAdmin],
})
export class IdentityAuditModule {}
