import { hasEnded, jobStatuses, mayBecome, maySql, type JobStatus } from './job-status';

const allowed = [
  'queued active',
  'queued failed',
  'queued cancelled',
  'active completed',
  'active failed',
  'active cancelled',
];
const pairs = jobStatuses.flatMap((from) => jobStatuses.map((to): [JobStatus, JobStatus] => [from, to]));

describe('the life of a job', () => {
  test.each(pairs)('from %s to %s', (from, to) => {
    expect(mayBecome(from, to)).toBe(allowed.includes(`${from} ${to}`));
    expect(maySql('status', to).includes(`'${from}'`)).toBe(mayBecome(from, to));
  });

  test('ends in three ways', () => {
    expect(jobStatuses.filter(hasEnded)).toEqual(['completed', 'failed', 'cancelled']);
  });
});
