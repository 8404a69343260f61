/** Forgets what no token that is still good can lead to. */
export abstract class ChangeRetention {
  /** Deletes one batch of what is older than tokens can be; gives how many rows went. */
  abstract forget(): Promise<number>;
}
