import type { Network } from './network';
import type { WorkingCalendar } from './working-calendar';

/** What one person has to do, in minutes of working time. */
export interface Load {
  assignee: string;
  minutes: number;
  /** The most steps that the person has at once. */
  peak: number;
  /** Minutes in which there is more than one. */
  overbooked: number;
  days: { date: string; minutes: number }[];
}

/** The load of everybody who has work, by name. */
export function loadsOf(network: Network, starts: readonly number[], calendar: WorkingCalendar): Load[] {
  const work = new Map<string, { start: number; end: number }[]>();
  network.steps.forEach(({ assignee, duration }, step) => {
    if (assignee === undefined || duration === 0) return;
    const start = starts[step] ?? 0;
    const stretches = work.get(assignee) ?? [];
    stretches.push({ start, end: start + duration });
    work.set(assignee, stretches);
  });
  return [...work]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([assignee, stretches]) => ({ assignee, ...sumsOf(stretches), days: daysOf(stretches, calendar) }));
}

function sumsOf(stretches: readonly { start: number; end: number }[]): Omit<Load, 'assignee' | 'days'> {
  const changes = stretches
    .flatMap(({ start, end }) => [
      { at: start, by: 1 },
      { at: end, by: -1 },
    ])
    .sort((a, b) => a.at - b.at || a.by - b.by);
  let [minutes, peak, overbooked, now, since] = [0, 0, 0, 0, 0];
  for (const { at, by } of changes) {
    minutes += now * (at - since);
    if (now > 1) overbooked += at - since;
    now += by;
    since = at;
    peak = Math.max(peak, now);
  }
  return { minutes, peak, overbooked };
}

function daysOf(
  stretches: readonly { start: number; end: number }[],
  calendar: WorkingCalendar,
): { date: string; minutes: number }[] {
  const days = new Map<string, number>();
  for (const { start, end } of stretches) {
    for (const { date, minutes } of calendar.daysBetween(start, end)) {
      days.set(date, (days.get(date) ?? 0) + minutes);
    }
  }
  return [...days].sort(([a], [b]) => (a < b ? -1 : 1)).map(([date, minutes]) => ({ date, minutes }));
}
