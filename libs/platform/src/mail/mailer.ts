import type { RequestContext } from '../context';

/** One mail, ready to go. */
export interface Mail {
  /** The id of the event that asked for it; it becomes the Message-ID, so that a mail is recognisable if it comes twice. */
  id: string;
  to: string;
  subject: string;
  text: string;
  html: string;
  /** Where one POST ends mails of this kind (RFC 8058); left out for what is essential. */
  unsubscribeUrl?: string | undefined;
}

/** Whoever sends our mail will never take this one for this recipient: trying again is no use. */
export class MailRefusedError extends Error {
  override readonly name = 'MailRefusedError';
}

/** Sends mail: over SMTP, by SendGrid, or into `.eml` files where neither is set. */
export abstract class Mailer {
  /**
   * Resolves once the mail was accepted. Throws when it was not, so that the job is tried again.
   * @throws MailRefusedError where it never will be
   * @throws PostponeJob where nothing can be sent for a while
   */
  abstract send(context: RequestContext, mail: Mail): Promise<void>;
}
