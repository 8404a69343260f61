import type { SendMailOptions } from 'nodemailer';
import type { Mail } from './mailer';

const CONTROL = /[\u0000-\u001f\u007f]/;
const LINE_BREAKS = /[\r\n]+/g;

/**
 * A mail as nodemailer takes it. The address is given as an object, so that a comma in it cannot name a
 * second recipient, and nothing that came from a user can begin a header of its own.
 * @throws Error where the address holds a control character.
 */
export function mailMessage(mail: Mail, from: string): SendMailOptions {
  return {
    from,
    to: { name: '', address: recipientOf(mail) },
    subject: subjectOf(mail),
    text: mail.text,
    html: mail.html,
    messageId: messageId(mail, from),
    headers: mailHeaders(mail),
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** @throws Error where the address holds a control character. */
export function recipientOf({ to }: Mail): string {
  if (CONTROL.test(to)) throw new Error('The address of a mail holds a control character');
  return to;
}

export function subjectOf({ subject }: Mail): string {
  return subject.replace(LINE_BREAKS, ' ');
}

/** The same for the same mail, whoever sends it and however often. */
export function messageId({ id }: Mail, from: string): string {
  return `<${id.replace(/[^A-Za-z0-9.-]/g, '-')}@${domainOf(from)}>`;
}

/** What every mail says of itself, whoever sends it. */
export function mailHeaders({ unsubscribeUrl }: Mail): Record<string, string> {
  // RFC 3834: no out-of-office answers, please.
  const headers: Record<string, string> = { 'Auto-Submitted': 'auto-generated' };
  if (unsubscribeUrl !== undefined && /^https?:\/\/[^\s<>"]+$/.test(unsubscribeUrl)) {
    headers['List-Unsubscribe'] = `<${unsubscribeUrl}>`;
    headers['List-Unsubscribe-Post'] = 'List-Unsubscribe=One-Click';
  }
  return headers;
}

function domainOf(from: string): string {
  return /@([A-Za-z0-9.-]+)>?\s*$/.exec(from)?.[1] ?? 'localhost';
}
