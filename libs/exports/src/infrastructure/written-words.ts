/** What a reader is told in words: dates, states, amounts. In English, as all that the product writes by itself. */
import type { ActivityPriority, ActivityStatus, DrawnActivity } from '../domain/planner-document';

export const STATUS_WORDS: Record<ActivityStatus, string> = {
  pending: 'To do',
  'in-progress': 'In progress',
  completed: 'Done',
  cancelled: 'Cancelled',
};

export const PRIORITY_WORDS: Record<ActivityPriority, string> = {
  low: 'Low priority',
  medium: 'Medium priority',
  high: 'High priority',
  urgent: 'Urgent',
};

/** Instants on the clock of one time zone. */
export class Calendar {
  private readonly days: Intl.DateTimeFormat;
  private readonly times: Intl.DateTimeFormat;

  /** @param timeZone IANA; one that this machine does not know is taken for UTC */
  constructor(readonly timeZone: string) {
    const zone = known(timeZone) ? timeZone : 'UTC';
    this.days = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      year: 'numeric',
    });
    this.times = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
  }

  /** `Tue 3 Feb 2026` */
  day(instant: string): string {
    return this.days.format(new Date(instant)).replace(/,/g, '');
  }

  /** `Tue 3 Feb 2026, 16:30` */
  moment(instant: string): string {
    return `${this.day(instant)}, ${this.times.format(new Date(instant))}`;
  }

  /** From one to the other, the day told once where it is the same. */
  span(from: string, to: string): string {
    if (from === to) return this.moment(from);
    const until = this.day(from) === this.day(to) ? this.times.format(new Date(to)) : this.moment(to);
    return `${this.moment(from)} – ${until}`;
  }
}

function known(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en-GB', { timeZone });
    return true;
  } catch {
    return false;
  }
}

/** When something is: `Due Tue 3 Feb 2026, 16:30`, `Tue 3 Feb 2026, 09:00 – 10:30`; nothing where it has no date. */
export function whenOf({ startDate, endDate, dueDate }: DrawnActivity, calendar: Calendar): string[] {
  const words: string[] = [];
  if (startDate !== null && endDate !== null) words.push(calendar.span(startDate, endDate));
  else if (startDate !== null) words.push(`Starts ${calendar.moment(startDate)}`);
  else if (endDate !== null) words.push(`Ends ${calendar.moment(endDate)}`);
  if (dueDate !== null && dueDate !== endDate) words.push(`Due ${calendar.moment(dueDate)}`);
  return words;
}

/** `1 h 30 min` */
export function durationOf(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const rest = Math.round(minutes % 60);
  if (hours === 0) return `${rest} min`;
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}

/** `1,200` */
export function grouped(count: number): string {
  return count.toLocaleString('en-GB');
}

/** `1 activity`, `2 activities` */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}

export function nameOf(person: { displayName: string | null; username: string | null }): string {
  return person.displayName ?? person.username ?? 'Somebody';
}
