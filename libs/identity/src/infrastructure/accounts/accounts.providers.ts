import { People } from '@almanac/platform';
import { EmailChangeService } from '../../application/accounts/email-change.service';
import { PasswordProof } from '../../application/accounts/password-proof';
import { PasswordEffects } from '../../application/accounts/password-effects';
import { PasswordChangeService } from '../../application/accounts/password-change.service';
import { PasswordResetRequests } from '../../application/accounts/password-reset-requests';
import { PasswordResetService } from '../../application/accounts/password-reset.service';
import { EmailChangeRequests } from '../../application/accounts/email-change-requests';
import { MailQuota } from '../../application/accounts/mail-quota';
import { NewPasswords } from '../../application/accounts/new-passwords';
import { ReauthenticationService } from '../../application/accounts/reauthentication.service';
import { SessionListService } from '../../application/accounts/session-list.service';
import { AccountRepository } from '../../application/ports/account.repository';
import { EmailChangeRepository } from '../../application/ports/email-change.repository';
import { LeakedPasswords } from '../../application/ports/leaked-passwords';
import { SessionViews } from '../../application/ports/session-views';
import { RangeLeakedPasswords } from './range-leaked-passwords';
import { SqlAccountRepository } from './sql-account.repository';
import { SqlEmailChangeRepository } from './sql-email-change.repository';
import { SqlPeople } from './sql-people';
import { SqlSessionViews } from './sql-session.views';

/** The delicate parts of accounts, for every process. */
export const accountProviders = [
  { provide: AccountRepository, useClass: SqlAccountRepository },
  { provide: EmailChangeRepository, useClass: SqlEmailChangeRepository },
  { provide: SessionViews, useClass: SqlSessionViews },
  { provide: People, useClass: SqlPeople },
  { provide: LeakedPasswords, useClass: RangeLeakedPasswords },
  PasswordProof,
  ReauthenticationService,
  MailQuota,
  NewPasswords,
  PasswordEffects,
  PasswordChangeService,
  PasswordResetRequests,
  PasswordResetService,
  EmailChangeRequests,
  EmailChangeService,
  SessionListService,
];
