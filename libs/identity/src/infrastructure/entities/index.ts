import { AuditHeadEntity, AuditLogEntity } from './audit-log.entity';
import { ApiKeyEntity, ApiKeySecretEntity } from './api-key.entity';
import { EmailChangeEntity } from './email-change.entity';
import { InvitationEntity } from './invitation.entity';
import { MailedTokenEntity, MailQuotaEntity } from './mailed-token.entity';
import {
  MfaBackupCodeEntity,
  MfaChallengeEntity,
  MfaTotpEntity,
  PasskeyEntity,
  WebauthnChallengeEntity,
} from './mfa.entity';
import { OAuthFlowEntity, OutsideIdentityEntity } from './oauth.entity';
import { RoleEntity, RoleEpochEntity, UserRoleEntity } from './role.entity';
import { RefreshTokenEntity, SessionEntity } from './session.entity';
import { KnownDeviceEntity, LoginAttemptEntity, SignInGuardEntity } from './sign-in.entity';
import { TeamEntity, TeamMemberEntity } from './team.entity';
import { UserEntity } from './user.entity';

/** What identity keeps in PostgreSQL; the drift check compares it with the migrations. */
export const identityEntities = [
  UserEntity,
  RoleEntity,
  UserRoleEntity,
  RoleEpochEntity,
  ApiKeyEntity,
  ApiKeySecretEntity,
  SessionEntity,
  RefreshTokenEntity,
  MailedTokenEntity,
  MailQuotaEntity,
  EmailChangeEntity,
  KnownDeviceEntity,
  SignInGuardEntity,
  LoginAttemptEntity,
  AuditLogEntity,
  AuditHeadEntity,
  MfaTotpEntity,
  MfaBackupCodeEntity,
  MfaChallengeEntity,
  PasskeyEntity,
  WebauthnChallengeEntity,
  OutsideIdentityEntity,
  OAuthFlowEntity,
  TeamEntity,
  TeamMemberEntity,
  InvitationEntity,
];
