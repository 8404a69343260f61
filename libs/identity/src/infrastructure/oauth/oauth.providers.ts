import { FlowTokens } from '../../application/oauth/flow-tokens';
import { IdentityLinks } from '../../application/oauth/identity-links';
import { LinkIdentity } from '../../application/oauth/link-identity';
import { LinkedAccountsService } from '../../application/oauth/linked-accounts.service';
import { OAuthFlowService } from '../../application/oauth/oauth-flow.service';
import { OAuthSignInService } from '../../application/oauth/oauth-sign-in.service';
import { OutsideAccounts } from '../../application/oauth/outside-accounts';
import { OAuthFlowRepository } from '../../application/ports/oauth/oauth-flow.repository';
import { GoogleIdTokens, OAuthProviders } from '../../application/ports/oauth/oauth-provider';
import { OutsideIdentityRepository } from '../../application/ports/oauth/outside-identity.repository';
import { ConfiguredProviders } from './configured-providers';
import { RemoteGoogleIdTokens } from './google.provider';
import { SqlOAuthFlowRepository } from './sql-oauth-flow.repository';
import { SqlOutsideIdentityRepository } from './sql-outside-identity.repository';

/** Sign-in by outside providers. */
export const oauthPorts = [
  { provide: OAuthProviders, useClass: ConfiguredProviders },
  { provide: GoogleIdTokens, useClass: RemoteGoogleIdTokens },
  { provide: OAuthFlowRepository, useClass: SqlOAuthFlowRepository },
  { provide: OutsideIdentityRepository, useClass: SqlOutsideIdentityRepository },
];

export const oauthUseCases = [
  FlowTokens,
  IdentityLinks,
  OutsideAccounts,
  OAuthFlowService,
  OAuthSignInService,
  LinkedAccountsService,
  LinkIdentity,
];
