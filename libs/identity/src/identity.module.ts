import { Global, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { JwtModule } from '@nestjs/jwt';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Authenticator, Config, CryptoModule, JobsModule } from '@almanac/platform';
import { CreateAdmin } from './application/create-admin';
import { EmailVerificationService } from './application/email-verification.service';
import { MailedTokens } from './application/mailed-tokens';
import { AccessTokens } from './application/ports/access-tokens';
import { MailedTokenRepository } from './application/ports/mailed-token.repository';
import { SessionRepository } from './application/ports/session.repository';
import { SignInRepository } from './application/ports/sign-in.repository';
import { SuspicionRepository } from './application/ports/suspicion.repository';
import { UserRepository } from './application/ports/user.repository';
import { oauthPorts, oauthUseCases } from './infrastructure/oauth/oauth.providers';
import { ProfileService } from './application/profile.service';
import { RegistrationService } from './application/registration.service';
import { SeenSessions } from './application/seen-sessions';
import { SessionAuthenticator } from './application/session-authenticator';
import { SessionService } from './application/session.service';
import { SessionStates } from './application/session-states';
import { SignInCompletion } from './application/sign-in-completion';
import { SignInFailures } from './application/sign-in-failures';
import { SignInGate } from './application/sign-in-gate';
import { SignInRecords } from './application/sign-in-records';
import { SignInService } from './application/sign-in.service';
import { Suspicions } from './application/suspicion/suspicions';
import { TokenIssuer } from './application/token-issuer';
import { IdentityAuditModule } from './identity-audit.module';
import { accessProviders } from './infrastructure/access/access.providers';
import { accountProviders } from './infrastructure/accounts/accounts.providers';
import { identityEntities } from './infrastructure/entities';
import { JwtAccessTokens } from './infrastructure/jwt-access-tokens';
import { jwtOptions } from './infrastructure/jwt-keys';
import { leavingProviders } from './infrastructure/leaving/leaving.providers';
import { mfaProviders } from './infrastructure/mfa/mfa.providers';
import { teamProviders } from './infrastructure/teams/teams.providers';
import { tierProviders } from './infrastructure/tiers/tiers.providers';
import { SqlMailedTokenRepository } from './infrastructure/sql-mailed-token.repository';
import { SqlSessionRepository } from './infrastructure/sql-session.repository';
import { SqlSuspicionRepository } from './infrastructure/suspicion/sql-suspicion.repository';
import { SqlSignInRepository } from './infrastructure/sql-sign-in.repository';
import { SqlUserRepository } from './infrastructure/sql-user.repository';

const ports = [
  { provide: UserRepository, useClass: SqlUserRepository },
  { provide: SessionRepository, useClass: SqlSessionRepository },
  { provide: MailedTokenRepository, useClass: SqlMailedTokenRepository },
  { provide: SignInRepository, useClass: SqlSignInRepository },
  { provide: SuspicionRepository, useClass: SqlSuspicionRepository },
  { provide: AccessTokens, useClass: JwtAccessTokens },
  { provide: Authenticator, useClass: SessionAuthenticator },
];
const useCases = [
  RegistrationService,
  EmailVerificationService,
  SignInService,
  SessionService,
  ProfileService,
  CreateAdmin,
];
const collaborators = [
  MailedTokens,
  SeenSessions,
  SessionStates,
  SignInGate,
  SignInRecords,
  SignInFailures,
  SignInCompletion,
  Suspicions,
  TokenIssuer,
];

/**
 * Accounts and sign-in, for every process. Global, because the platform's guard asks for the `Authenticator`.
 */
@Global()
@Module({
  imports: [
    CryptoModule,
    DiscoveryModule,
    JobsModule,
    IdentityAuditModule,
    TypeOrmModule.forFeature(identityEntities),
    JwtModule.registerAsync({ inject: [Config], useFactory: jwtOptions }),
  ],
  providers: [
    ...ports,
    ...oauthPorts,
    ...collaborators,
    ...useCases,
    ...accountProviders,
    ...mfaProviders,
    ...oauthUseCases,
    ...accessProviders,
    ...teamProviders,
    ...tierProviders,
    ...leavingProviders,
  ],
  exports: [
    Authenticator,
    AccessTokens,
    UserRepository,
    MailedTokenRepository,
    SignInRepository,
    SessionRepository,
    AccessTokens,
    IdentityAuditModule,
    ...collaborators,
    ...useCases,
    ...accountProviders,
    ...mfaProviders,
    ...oauthUseCases,
    ...accessProviders,
    ...teamProviders,
    ...tierProviders,
    ...leavingProviders,
  ],
})
export class IdentityModule {}
