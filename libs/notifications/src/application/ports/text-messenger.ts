import type { Id } from '@almanac/kernel';
import type { DeliveryOutcome } from '../deliveries';

export interface TextMessage {
  /** The same at every try. */
  id: Id;
  userId: Id;
  /** E.164. */
  to: string;
  text: string;
}

/** Sends text messages: by a provider, or into files where none is set up. */
export abstract class TextMessenger {
  /**
   * `undeliverable`: this number never gets it.
   * @throws Error where another try may go better
   * @throws PostponeJob where nothing can be sent for a while
   */
  abstract send(message: TextMessage): Promise<DeliveryOutcome>;
}
