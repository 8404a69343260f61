/** Closes the connection whatever it was asked (RFC 5321 section 3.8). */
const NOT_AVAILABLE = 421;
/** Policy (RFC 3463): about us, such as a sender that is not ours. */
const POLICY = /^\d{3}[ -]5\.7\.\d/;

type SmtpError = Error & Partial<Record<'code' | 'responseCode' | 'command' | 'response', unknown>>;

/**
 * Whether a server's "no" is for good, and because of this recipient or mail (RFC 5321 section 4.2.1: 5xx after RCPT or
 * DATA). What is about us, such as a wrong password, a sender that is not ours, or policy (5.7.x, RFC 3463), is for
 * the operator to mend: such a mail waits.
 */
export function isSmtpRefusal(error: unknown): boolean {
  if (!(error instanceof Error) || !isAboutOneMail(error)) return false;
  const { responseCode } = error as SmtpError;
  return typeof responseCode === 'number' && responseCode >= 500 && responseCode <= 599;
}

/** Whether the next mail would fare no better: the server is away, does not answer, or will not have us. */
export function isServerTrouble(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, command } = error as SmtpError;
  // By its code nodemailer says that an error is the connection's or the server's, unless it is of its own making.
  return typeof code === 'string' && command !== 'API' && !isAboutOneMail(error);
}

function isAboutOneMail(error: SmtpError): boolean {
  const { responseCode, command, response } = error;
  if (typeof responseCode !== 'number' || responseCode === NOT_AVAILABLE) return false;
  if (command !== 'RCPT TO' && command !== 'DATA') return false;
  return !(typeof response === 'string' && POLICY.test(response));
}
