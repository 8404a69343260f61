/**
 * Thrown by a handler that cannot do its work just now, through no fault of the job: what it needs is known to be
 * away (an open circuit, a quiet hour). The job is run again after the delay, and the try does not count. A job
 * that has been put off for longer than its queue allows uses up its tries from then on (queue-policy.ts).
 */
export class PostponeJob extends Error {
  override readonly name = 'PostponeJob';

  /** @param reason for operators, without secrets: it is shown with the job */
  constructor(
    readonly delayMs: number,
    reason: string,
  ) {
    super(reason);
  }
}
