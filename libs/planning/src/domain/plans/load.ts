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
  days: LoadOfDay[];
}

export interface LoadOfDay {
  date: string;
  minutes: number;
}

/** Days that are told in one schedule; of whoever would bring more none are. */
const MAX_DAYS = 200_000;

/** The load of everybody who has work, by name. */
export function loadsOf(network: Network, starts: Float64Array, calendar: WorkingCalendar): Load[] {
  const work = new Map<string, number[]>();
  network.steps.forEach(({ assignee, duration }, step) => {
    if (assignee === undefined || duration === 0) return;
    const own = work.get(assignee);
    if (own) own.push(step);
    else work.set(assignee, [step]);
  });
  let left = MAX_DAYS;
  return [...work]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([assignee, steps]) => {
      const load = loadOf(network, starts, steps, calendar, left);
      left -= load.days.length;
      return { assignee, ...load };
    });
}

/** Walks from moment to moment at which a step starts or ends; in between the number of steps stays as it is. */
function loadOf(
  network: Network,
  starts: Float64Array,
  steps: readonly number[],
  calendar: WorkingCalendar,
  mostDays: number,
): Omit<Load, 'assignee'> {
  const begins = Float64Array.from(steps, (step) => starts[step] ?? 0).sort();
  const ends = Float64Array.from(steps, (step) => (starts[step] ?? 0) + network.durationOf(step)).sort();
  const load: Omit<Load, 'assignee'> = { minutes: 0, peak: 0, overbooked: 0, days: [] };
  const days = new DayCount(load.days, mostDays);
  let [begun, ended, since] = [0, 0, 0];
  while (ended < ends.length) {
    const at = Math.min(begins[begun] ?? Infinity, ends[ended] ?? Infinity);
    const now = begun - ended;
    if (now > 0 && at > since) {
      load.minutes += now * (at - since);
      if (now > 1) load.overbooked += at - since;
      if (!days.isFull) calendar.eachDay(since, at, (date, minutes) => days.add(date, minutes * now));
    }
    since = at;
    while (ends[ended] === at) ended += 1;
    while (begins[begun] === at) begun += 1;
    load.peak = Math.max(load.peak, begun - ended);
  }
  if (days.isFull) load.days.length = 0;
  return load;
}

/** Adds up what falls on each day; days come in order. */
class DayCount {
  isFull = false;

  constructor(
    private readonly days: LoadOfDay[],
    private readonly most: number,
  ) {}

  add(date: string, minutes: number): void {
    const last = this.days.at(-1);
    if (last?.date === date) last.minutes += minutes;
    else if (this.days.length >= this.most) this.isFull = true;
    else this.days.push({ date, minutes });
  }
}
