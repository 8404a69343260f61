import { integer } from './setting';

/** Settings of jobs that people follow. */
export const jobSettings = {
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
