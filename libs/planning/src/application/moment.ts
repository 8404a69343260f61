import { systemClock } from '@almanac/kernel';
import { callerOf, type RequestContext } from '@almanac/platform';
import type { Moment } from '../domain/activity';

/** Now, and the zone in which the caller's dates without an offset are read. */
export function momentOf(context: RequestContext): Moment {
  return { now: systemClock.now(), timeZone: callerOf(context).timeZone };
}
