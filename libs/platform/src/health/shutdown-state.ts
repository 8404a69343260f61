/** Whether the process has been told to stop: it is not ready any more. */
export abstract class ShutdownState {
  abstract readonly begun: boolean;
}
