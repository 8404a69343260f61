/** Whether the process has been told to stop: it is not ready any more. */
export abstract class Leaving {
  abstract readonly begun: boolean;
}
