/** One mail, ready to go. */
export interface Mail {
  /** The id of the event that asked for it; it becomes the Message-ID, so that a mail is recognisable if it comes twice. */
  id: string;
  to: string;
  subject: string;
  text: string;
  html: string;
}

/** Sends mail: over SMTP, or into `.eml` files where no server is set. */
export abstract class Mailer {
  /** Resolves once the mail was accepted. Throws when it was not, so that the job is tried again. */
  abstract send(mail: Mail): Promise<void>;
}
