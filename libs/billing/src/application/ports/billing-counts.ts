/** Counts for operators, over all processes. */
export abstract class BillingCounts {
  /** Nobody waits for it, and it fails nothing. */
  abstract add(name: 'event' | 'difference' | 'illegal-step', ...labels: readonly string[]): void;

  /** Each sum with its labels. */
  abstract read(name: string): Promise<{ labels: string[]; count: number }[]>;
}
