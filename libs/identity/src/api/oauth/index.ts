import { FlowCookie } from './flow-cookie';
import { LinkedAccountsController } from './linked-accounts.controller';
import { OAuthController } from './oauth.controller';
import { RedirectsController } from './redirects.controller';

/** The doors of sign-in by outside providers. */
export const oauthControllers = [OAuthController, RedirectsController, LinkedAccountsController];
export const oauthApiProviders = [FlowCookie];
