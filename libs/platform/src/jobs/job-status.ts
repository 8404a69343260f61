/** The life of a job, as a state machine. PostgreSQL refuses the same steps by a trigger (migration followed-jobs). */
export const jobStatuses = ['queued', 'active', 'completed', 'failed', 'cancelled'] as const;
export type JobStatus = (typeof jobStatuses)[number];

/** What a job may become next. What has ended stays as it is. */
const steps = {
  // Fails without having begun where no worker ever took it up.
  queued: ['active', 'failed', 'cancelled'],
  active: ['completed', 'failed', 'cancelled'],
  completed: [],
  failed: [],
  cancelled: [],
} as const satisfies Record<JobStatus, readonly JobStatus[]>;

export function mayBecome(from: JobStatus, to: JobStatus): boolean {
  const next: readonly JobStatus[] = steps[from];
  return next.includes(to);
}

export function hasEnded(status: JobStatus): boolean {
  return steps[status].length === 0;
}

/** SQL: whether a job in the state `column` may become that. */
export function maySql(column: string, to: JobStatus): string {
  const from = jobStatuses.filter((one) => mayBecome(one, to)).map((one) => `'${one}'`);
  return `${column} IN (${from.join(', ')})`;
}
