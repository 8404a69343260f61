/** What is past its time. */
export abstract class NotificationRetention {
  /** Forgets some of it; gives whether there may be more. */
  abstract forget(): Promise<boolean>;
}
