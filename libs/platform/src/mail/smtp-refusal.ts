/**
 * Whether a server's "no" is for good, and because of this recipient or mail (RFC 5321 section 4.2.1: 5xx after RCPT or
 * DATA). What is about us, such as a wrong password, a sender that is not ours, or policy (5.7.x, RFC 3463), is for
 * the operator to mend: such a mail waits.
 */
export function isSmtpRefusal(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { responseCode, command, response } = error as Partial<
    Record<'responseCode' | 'command' | 'response', unknown>
  >;
  if (typeof responseCode !== 'number' || responseCode < 500 || responseCode > 599) return false;
  if (command !== 'RCPT TO' && command !== 'DATA') return false;
  return !(typeof response === 'string' && /^\d{3}[ -]5\.7\.\d/.test(response));
}
