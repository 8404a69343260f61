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
  if (CONTROL.test(mail.to)) throw new Error('The address of a mail holds a control character');
  return {
    from,
    to: { name: '', address: mail.to },
    subject: mail.subject.replace(LINE_BREAKS, ' '),
    text: mail.text,
    html: mail.html,
    messageId: `<${mail.id.replace(/[^A-Za-z0-9.-]/g, '-')}@${domainOf(from)}>`,
    // RFC 3834: no out-of-office answers, please.
    headers: { 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

function domainOf(from: string): string {
  return /@([A-Za-z0-9.-]+)>?\s*$/.exec(from)?.[1] ?? 'localhost';
}
