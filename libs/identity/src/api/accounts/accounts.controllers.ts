import { EmailChangeController } from './email-change.controller';
import { LinkPagesController } from './link-pages.controller';
import { PasswordController } from './password.controller';
import { ReauthenticationController } from './reauthentication.controller';
import { SessionsController } from './sessions.controller';

/** The delicate parts of accounts over HTTP, and the pages that their mails lead to. */
export const accountControllers = [
  ReauthenticationController,
  PasswordController,
  EmailChangeController,
  SessionsController,
  LinkPagesController,
];
