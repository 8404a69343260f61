/** Mail: one way to send, with a driver for SMTP and one for files. */
export * from './mailer';
export * from './mail-language';
export * from './mail-template';
export * from './mail-store';
export * from './mail.module';
export { SmtpMailer } from './smtp-mailer';
export { FileMailer } from './file-mailer';
