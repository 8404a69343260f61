import { PasswordProof } from '../../application/accounts/password-proof';
import { ReauthenticationService } from '../../application/accounts/reauthentication.service';
import { AccountRepository } from '../../application/ports/account.repository';
import { SqlAccountRepository } from './sql-account.repository';

/** The delicate parts of accounts, for every process. */
export const accountProviders = [
  { provide: AccountRepository, useClass: SqlAccountRepository },
  PasswordProof,
  ReauthenticationService,
];
