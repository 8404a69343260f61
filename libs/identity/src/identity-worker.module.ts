import { Module } from '@nestjs/common';
import { JobsModule, PersonalDataModule } from '@almanac/platform';
import { IdentityModule } from './identity.module';
import { leavingWorkProviders } from './infrastructure/leaving/leaving.providers';
import { RaiseRoleEpochProcessor } from './jobs/access/raise-role-epoch.processor';
import { RenewStatesProcessor } from './jobs/access/renew-states.processor';
import { accountProcessors } from './jobs/accounts/accounts.processors';
import { AccountLockedProcessor } from './jobs/account-locked.processor';
import { AuditPartitionsProcessor } from './jobs/audit/audit-partitions.processor';
import { AccountMailer } from './jobs/account-mailer';
import { EndSessionsProcessor } from './jobs/end-sessions.processor';
import { ExpireTokensProcessor } from './jobs/expire-tokens.processor';
import { IdentityEventRouter } from './jobs/identity-event.router';
import { InvitationProcessor } from './jobs/invitations/invitation.processor';
import { leavingProcessors } from './jobs/leaving/leaving.processors';
import { SecondFactorChangedProcessor } from './jobs/mfa/second-factor-changed.processor';
import { IdentityLinkedProcessor } from './jobs/oauth/identity-linked.processor';
import { RegistrationRepeatedProcessor } from './jobs/registration-repeated.processor';
import { SecurityNoticeProcessor } from './jobs/suspicion/security-notice.processor';
import { EndGivenTiersProcessor } from './jobs/tiers/end-given-tiers.processor';
import { VerifyEmailProcessor } from './jobs/verify-email.processor';

/** Identity in the worker: its mails, its clean-up, and where its events go. */
@Module({
  imports: [IdentityModule, JobsModule, PersonalDataModule],
  providers: [
    AccountMailer,
    IdentityEventRouter,
    VerifyEmailProcessor,
    AccountLockedProcessor,
    RegistrationRepeatedProcessor,
    SecondFactorChangedProcessor,
    IdentityLinkedProcessor,
    EndSessionsProcessor,
    ExpireTokensProcessor,
    EndGivenTiersProcessor,
    ...accountProcessors,
    AuditPartitionsProcessor,
    RenewStatesProcessor,
    RaiseRoleEpochProcessor,
    SecurityNoticeProcessor,
    InvitationProcessor,
    ...leavingWorkProviders,
    ...leavingProcessors,
  ],
})
export class IdentityWorkerModule {}
