import type { ZoneOffset } from '@almanac/kernel';

/**
 * The calendar day of an instant for whom the clocks have been so far ahead of UTC. PostgreSQL is not asked by the name of
 * a time zone: its list is another than that of the runtime, which has checked the name.
 * @param since the parameter that says since when, and `ahead` how many seconds (`dayParameters`)
 */
export function dayOf(instant: string, since: string, ahead: string): string {
  return `(${instant} AT TIME ZONE 'UTC' + make_interval(
    secs => (${ahead}::float8[])[width_bucket(${instant}, ${since}::timestamptz[])]))::date`;
}

/** What `dayOf` needs of a time zone. */
export function dayParameters(offsets: readonly ZoneOffset[]): [since: string[], ahead: number[]] {
  const since = offsets.map(({ from }) =>
    Number.isFinite(from) ? new Date(from).toISOString() : '-infinity',
  );
  return [since, offsets.map(({ seconds }) => seconds)];
}
