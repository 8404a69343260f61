/**
 * Identity: accounts, sign-in, sessions, roles. It decides who somebody is and what they may do in general;
 * what they may do to one row is decided by the feature that has the row. Passwords and tokens never leave
 * it in a readable form but to their owner.
 */
export * from './identity.module';
export * from './identity-api.module';
export * from './identity-worker.module';
export { ExampleAccessService } from './application/access/example-access.service';
export { PermissionQueries } from './application/access/permission-queries';
export { CreateAdmin, type NewAdmin } from './application/create-admin';
export { AuditVerification, type AuditReport } from './application/audit/audit-verification';
export type { ChainLink } from './domain/audit/chain';
export { AccountPurgeService } from './application/leaving/account-purge.service';
export { DataExportService } from './application/leaving/data-export.service';
export { AccountTierService } from './application/tiers/account-tier.service';
export { LastAdmin } from './application/last-admin';
export { SignInCompletion, type SignInOutcome } from './application/sign-in-completion';
export { SessionStates } from './application/session-states';
export { TokenIssuer, type TokenPair } from './application/token-issuer';
export { TotpCodes } from './infrastructure/mfa/totp-codes';
export { newApiKey } from './domain/access/api-key-text';
export { identityEntities } from './infrastructure/entities';
export { IdentityAuditModule } from './identity-audit.module';
