/** Mail: one way to send, with drivers for SMTP, SendGrid and files. */
export * from './mailer';
export * from './mail-language';
export * from './mail-template';
export * from './mail-store';
export * from './mail.module';
export { SmtpMailer } from './smtp-mailer';
export { FileMailer } from './file-mailer';
export { SendGridMailer } from './sendgrid-mailer';
