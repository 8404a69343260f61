/** Forgets what no token that is still good can lead to, and what nobody can undo any more. */
export abstract class ChangeRetention {
  /** Deletes one batch of each kind of what is too old; gives how many rows went. */
  abstract forget(): Promise<number>;
}
