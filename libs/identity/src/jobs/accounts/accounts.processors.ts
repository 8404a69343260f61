import {
  ConfirmNewEmailProcessor,
  ConfirmOldEmailProcessor,
  EmailChangedProcessor,
} from './email-change-mails.processor';
import { PasswordChangedProcessor, ResetPasswordProcessor } from './password-mails.processor';

/** What the worker does about accounts besides their registration. */
export const accountProcessors = [
  ResetPasswordProcessor,
  PasswordChangedProcessor,
  ConfirmOldEmailProcessor,
  ConfirmNewEmailProcessor,
  EmailChangedProcessor,
];
