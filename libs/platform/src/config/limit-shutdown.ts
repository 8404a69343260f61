/** After the limit: for connections to be closed. */
const GRACE_MS = 3000;

/**
 * A process that is told to stop ends, whatever hangs: GRACE_MS after the limit, or after a second signal. All
 * together stay within the 30 s that Docker and Kubernetes are told to give (spec: operations.md).
 */
export function limitShutdown(milliseconds: number): void {
  let signals = 0;
  const end = (): void => {
    signals += 1;
    if (signals > 2) return;
    setTimeout(() => process.exit(0), (signals === 1 ? milliseconds : 0) + GRACE_MS).unref();
  };
  process.on('SIGTERM', end).on('SIGINT', end);
}
