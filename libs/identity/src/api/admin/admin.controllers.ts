import { AdminUsersController } from './admin-users.controller';
import { AuditLogController, OwnAuditLogController } from './audit-log.controller';

/** What admins see and do over HTTP, and everybody's own part of the audit log. */
export const adminControllers = [AdminUsersController, AuditLogController, OwnAuditLogController];
