import type { Id } from '@almanac/kernel';
import type { RequestContext } from '@almanac/platform';
import type { DeliveryOutcome } from '../deliveries';

export interface TextMessage {
  /** The same at every try. */
  id: Id;
  userId: Id;
  /** E.164. */
  to: string;
  text: string;
}

/** It went nowhere: another try cannot make it two. */
export class NotSentError extends Error {
  override readonly name = 'NotSentError';
}

/** Sends text messages: by a provider, or into files where none is set up. */
export abstract class TextMessenger {
  /**
   * `undeliverable`: this number never gets it.
   * @throws Error where another try may go better; it may have been sent all the same
   * @throws NotSentError where it was certainly not sent
   * @throws PostponeJob where nothing can be sent for a while: it was not sent
   */
  abstract send(context: RequestContext, message: TextMessage): Promise<DeliveryOutcome>;

  /**
   * Whether an earlier try of which nobody knows the end has been taken: asked before it is sent again, as it would
   * come, and be paid, twice. `since`: it cannot be older.
   * @throws Error where that cannot be learned: then it is not sent again
   * @throws PostponeJob where it cannot be learned yet
   */
  abstract taken(
    context: RequestContext,
    message: TextMessage,
    tries: { since: Date; last: Date },
  ): Promise<boolean>;
}
