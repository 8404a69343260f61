import { integer } from './setting';

/** Settings of jobs. */
export const jobSettings = {
  JOB_LOCK_MS: integer({
    group: 'Process',
    text: 'How long the jobs of a worker that died without a word stay with it; then another takes them up, within as long again. A worker that does not come to say within this time that it is at a job loses it.',
    default: 6000,
    min: 1000,
    max: 600_000,
  }),
  WORKER_NICE: integer({
    group: 'Process',
    text: 'How far the worker stands back for other programs of its machine, as nice (1) counts: 0 not at all, 19 most. It has the processor to itself where nobody else wants it. Containers and services of systemd are given processors by weights of their own (cpu_shares, CPUWeight).',
    default: 10,
    min: 0,
    max: 19,
  }),
  MAX_JOB_STREAMS: integer({
    group: 'Limits',
    text: 'Streams of server-sent events that a user may have open on each API process.',
    default: 10,
    min: 1,
    max: 1000,
  }),
  MAX_OPEN_EXPORTS: integer({
    group: 'Limits',
    text: 'Exports that a user may have waiting or under way; the export of the account aside.',
    default: 10,
    min: 1,
    max: 10_000,
  }),
};
