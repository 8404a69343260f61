/** Mail: one way to send, with a driver for SMTP and one for files. */
export * from './mailer';
export * from './mail-template';
