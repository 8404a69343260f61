import ICAL from 'ical.js';
import { isTimeZone } from '@almanac/kernel';
import { MAX_ACTIVITIES, Unreadable, type Problems } from '../../domain/imports/reading';
import type {
  ReadActivity,
  ReadException,
  ReadPlanner,
  ReadReminder,
  ReadSection,
} from '../../domain/imports/reading';
import { calendarBlocks, type CalendarBlock } from './calendar-lines';
import { CalendarTimes, isAsWritten } from './calendar-times';
import { checklistOf } from './csv-planner.reader';

const todoStatus: Readonly<Record<string, string>> = {
  ...{
    'NEEDS-ACTION': 'pending',
    'IN-PROCESS': 'in-progress',
    COMPLETED: 'completed',
    CANCELLED: 'cancelled',
  },
};
const sections: Readonly<Record<string, { title: string; type: string }>> = {
  vevent: { title: 'Events', type: 'tasks' },
  vtodo: { title: 'Tasks', type: 'tasks' },
  vjournal: { title: 'Notes', type: 'notes' },
};

/** Days that do not say that they are such, as many programs write them. */
const DAY_ALONE = /^(DTSTART|DTEND|DUE|RECURRENCE-ID|EXDATE)((?:;(?!VALUE=)[^:;]*)*:\d{8}(?:,\d{8})*\s*)$/i;
const MAX_DURATION_SECONDS = 100 * 366 * 86_400;

/** Reads a calendar (RFC 5545): events, tasks and notes, each once; rules are kept as rules and never expanded. */
export function readCalendar(text: string, problems: Problems, title = 'Imported calendar'): ReadPlanner {
  const blocks = calendarBlocks(text, problems);
  const head = headOf(blocks[0]);
  const zone = isTimeZone(head.zone) ? head.zone : undefined;
  const reader = new CalendarReader(new CalendarTimes(blocks, problems, zone), problems);
  return {
    line: 1,
    input: {
      title: head.title ?? title,
      description: head.description ?? null,
      ...(zone === undefined ? {} : { settings: { timezone: zone } }),
    },
    sections: reader.sections(blocks),
  };
}

/** Names and zones of calendars are no more than a custom, or RFC 7986. */
function headOf(block: CalendarBlock | undefined) {
  const value = (...names: string[]) => {
    for (const name of names) {
      const line = block?.lines.find((one) => new RegExp(`^${name}[:;]`, 'i').test(one));
      const found = line && plainOf(line.slice(line.indexOf(':') + 1)).trim();
      if (found) return found;
    }
    return undefined;
  };
  return {
    title: value('NAME', 'X-WR-CALNAME')?.replaceAll('\n', ' '),
    description: value('DESCRIPTION', 'X-WR-CALDESC'),
    zone: value('X-WR-TIMEZONE'),
  };
}

/** What a text means (RFC 5545, section 3.3.11). */
function plainOf(text: string): string {
  return text.replaceAll(/\\([,;\\nN])/g, (_, sign: string) => (/n/i.test(sign) ? '\n' : sign));
}

class CalendarReader {
  private readonly masters = new Map<string, ReadActivity>();

  constructor(
    private readonly times: CalendarTimes,
    private readonly problems: Problems,
  ) {}

  sections(blocks: readonly CalendarBlock[]): ReadSection[] {
    const found = new Map<string, ReadSection>();
    const changed: { component: ICAL.Component; block: CalendarBlock }[] = [];
    let count = 0;
    for (const block of blocks) {
      const head = sections[block.kind];
      const component = head && this.parsed(block);
      if (!head || !component) continue;
      if (component.hasProperty('recurrence-id')) {
        changed.push({ component, block });
        continue;
      }
      const fresh: ReadSection = { line: block.line, input: { ...head }, activities: [] };
      const section = found.get(block.kind) ?? fresh;
      found.set(block.kind, section);
      section.activities.push(this.activity(component, block));
      count += 1;
      if (count > MAX_ACTIVITIES)
        throw new Unreadable(block.line, `there are more than ${MAX_ACTIVITIES} activities`);
    }
    for (const { component, block } of changed) this.change(component, block);
    return Object.keys(sections).flatMap((kind) => found.get(kind) ?? []);
  }

  private parsed({ line, lines }: CalendarBlock): ICAL.Component | undefined {
    try {
      // Rules are taken as they are written (ruleOf): a rule that is none does not take the event with it.
      const plain = lines
        .filter((one) => !/^(?:RRULE|EXRULE)[:;]/i.test(one))
        .map((one) => one.replace(DAY_ALONE, '$1;VALUE=DATE$2'));
      const component = new ICAL.Component(ICAL.parse(plain.join('\r\n')) as unknown[]);
      this.dropUnreadable(component, line);
      return component;
    } catch {
      this.problems.add(line, 'a component cannot be read');
      return undefined;
    }
  }

  /** The library looks at values only as they are asked for: it throws then, or makes March of the end of February. */
  private dropUnreadable(component: ICAL.Component, line: number): void {
    for (const property of [...component.getAllProperties()]) {
      if (isReadable(property)) continue;
      this.problems.add(line, `${property.name} cannot be read, and was left out`);
      component.removeProperty(property);
    }
    for (const inside of component.getAllSubcomponents()) this.dropUnreadable(inside, line);
  }

  private activity(component: ICAL.Component, block: CalendarBlock): ReadActivity {
    const { line, kind } = block;
    const begin = component.getFirstProperty('dtstart');
    const uid = textOf(component, 'uid');
    const zone = begin ? this.times.zoneOf(begin, line) : this.times.ownZone;
    const rule = ruleOf(block);
    if (component.hasProperty('rdate'))
      this.problems.add(line, 'dates that are added to a repetition (RDATE) were left out');
    if (component.getAllProperties('attendee').length > 0) this.problems.add(line, 'attendees were left out');
    const completedAt = kind === 'vtodo' ? this.date(component, 'completed', line) : null;
    const status = statusOf(component, kind, completedAt);
    const read: ReadActivity = {
      ...{ line, completedAt: status === 'completed' ? completedAt : null },
      input: {
        ...this.content(component, line, kind),
        status,
        ...(rule === undefined ? {} : { recurrence: { rrule: rule } }),
      },
      reminders: this.reminders(component, line, kind),
      ...(rule !== undefined && zone !== undefined && zone !== 'UTC' ? { seriesZone: zone } : {}),
      exceptions: rule === undefined ? [] : this.without(component, line),
    };
    if (uid !== undefined && rule !== undefined) this.masters.set(uid, read);
    return read;
  }

  /** An occurrence that is not as the others. */
  private change(component: ICAL.Component, block: CalendarBlock): void {
    const master = this.masters.get(textOf(component, 'uid') ?? '');
    const at = this.date(component, 'recurrence-id', block.line);
    if (!master || at === null) {
      this.problems.add(block.line, 'an occurrence belongs to nothing that repeats, and was left out');
      return;
    }
    const skipped = statusOf(component, block.kind, null) === 'cancelled';
    const { checklist: _checklist, ...content } = this.content(component, block.line, block.kind);
    master.exceptions?.push({ originalStart: at, skipped, content: skipped ? {} : content, base: {} });
  }

  private content(component: ICAL.Component, line: number, kind: string): Record<string, unknown> {
    const [description, checklist] = splitDescription(textOf(component, 'description') ?? '');
    const tags = component.getAllProperties('categories').flatMap((one) => one.getValues().map(String));
    const place = textOf(component, 'location');
    const geo: unknown = component.getFirstPropertyValue('geo');
    const [latitude, longitude] = Array.isArray(geo) ? geo.map(Number) : [];
    const hasPoint = Number.isFinite(latitude) && Number.isFinite(longitude);
    const types: Readonly<Record<string, string>> = { vevent: 'event', vtodo: 'task', vjournal: 'note' };
    const startDate = this.date(component, 'dtstart', line);
    return {
      title: textOf(component, 'summary') ?? '(no title)',
      description: description === '' ? null : description,
      ...{ checklist, type: types[kind], priority: priorityOf(component), startDate },
      endDate: kind === 'vevent' ? this.end(component, line, startDate) : null,
      dueDate: kind === 'vtodo' ? this.date(component, 'due', line) : null,
      tags: [...new Set(tags.map((tag) => tag.trim()).filter((tag) => tag !== ''))],
      location:
        place === undefined && !hasPoint
          ? null
          : {
              ...(place === undefined ? {} : { name: place }),
              ...(hasPoint ? { coordinates: { latitude, longitude } } : {}),
            },
    };
  }

  private date(component: ICAL.Component, name: string, line: number): string | null {
    const property = component.getFirstProperty(name);
    return property ? this.times.textOf(property, line) : null;
  }

  private end(component: ICAL.Component, line: number, startDate: string | null): string | null {
    const end = this.date(component, 'dtend', line);
    const length: unknown = component.getFirstPropertyValue('duration');
    const begin: unknown = component.getFirstPropertyValue('dtstart');
    const property = component.getFirstProperty('dtstart');
    if (end !== null || startDate === null || !property) return end;
    if (!(length instanceof ICAL.Duration) || !(begin instanceof ICAL.Time)) return null;
    return this.times.textOf(property, line, this.moved(begin.clone(), length, line));
  }

  private without(component: ICAL.Component, line: number): ReadException[] {
    return component.getAllProperties('exdate').flatMap((property) =>
      property.getValues().flatMap((value: unknown) => {
        const originalStart = this.times.textOf(property, line, value);
        return originalStart === null ? [] : [{ originalStart, skipped: true, content: {}, base: {} }];
      }),
    );
  }

  /** Those of a task with a due date move with it; others are at a time. */
  private reminders(component: ICAL.Component, line: number, kind: string): ReadReminder[] {
    return component.getAllSubcomponents('valarm').flatMap((alarm): ReadReminder[] => {
      const type = textOf(alarm, 'action')?.toUpperCase() === 'EMAIL' ? 'email' : 'in-app';
      const trigger = alarm.getFirstProperty('trigger');
      const value: unknown = trigger?.getFirstValue();
      if (trigger && value instanceof ICAL.Time) return timed(type, this.times.textOf(trigger, line));
      if (!(value instanceof ICAL.Duration)) return [];
      const seconds = value.toSeconds();
      const ofDue = kind === 'vtodo' && isBeforeDue(component, trigger);
      if (ofDue && seconds <= 0) return [{ type, offset: Math.round(-seconds / 60) }];
      return timed(type, this.beside(component, line, value));
    });
  }

  /** So long before or after its beginning; null where it has no beginning. */
  private beside(component: ICAL.Component, line: number, distance: ICAL.Duration): string | null {
    const begin = component.getFirstProperty('dtstart');
    const anchor: unknown = begin?.getFirstValue();
    if (!begin || !(anchor instanceof ICAL.Time)) return null;
    const from = anchor.clone();
    from.isDate = false;
    return this.times.textOf(begin, line, this.moved(from, distance, line));
  }

  /** The library counts days one by one. */
  private moved(from: ICAL.Time, by: ICAL.Duration, line: number): ICAL.Time | null {
    if (Math.abs(by.toSeconds()) > MAX_DURATION_SECONDS) {
      this.problems.add(line, 'a duration is longer than a hundred years, and was left out');
      return null;
    }
    from.addDuration(by);
    return from;
  }
}

/** Why there is no time was told. */
function timed(type: string, time: string | null): ReadReminder[] {
  return time === null ? [] : [{ type, time }];
}

function isReadable(property: ICAL.Property): boolean {
  try {
    // jCal (RFC 7265): a name, parameters, a type, and the values as they are written.
    const [, , , ...written] = property.toJSON() as unknown[];
    return property
      .getValues()
      .every((value: unknown, index) => !(value instanceof ICAL.Time) || isAsWritten(value, written[index]));
  } catch {
    return false;
  }
}

/** Whether an alarm of a task is counted from when the task is due (RFC 5545 section 3.8.6.3). */
function isBeforeDue(component: ICAL.Component, trigger: ICAL.Property | null): boolean {
  if (!component.hasProperty('due')) return false;
  return String(trigger?.getParameter('related')) === 'END' || !component.hasProperty('dtstart');
}

/** As it is written: planning has its own reader of rules, with bounds. */
function ruleOf({ lines }: CalendarBlock): string | undefined {
  const line = lines.find((one) => /^RRULE[:;]/i.test(one));
  return line?.slice(line.indexOf(':') + 1).trim();
}

function statusOf(component: ICAL.Component, kind: string, completedAt: string | null): string {
  const status = textOf(component, 'status')?.toUpperCase() ?? '';
  if (kind === 'vtodo') return todoStatus[status] ?? (completedAt === null ? 'pending' : 'completed');
  return status === 'CANCELLED' ? 'cancelled' : 'pending';
}

/** 1 is the highest (RFC 5545 section 3.8.1.9). */
function priorityOf(component: ICAL.Component): string {
  const value = Number(component.getFirstPropertyValue('priority') ?? 0);
  if (!(value > 0)) return 'medium';
  return value < 3 ? 'urgent' : value < 5 ? 'high' : value === 5 ? 'medium' : 'low';
}

function textOf(component: ICAL.Component, name: string): string | undefined {
  const value: unknown = component.getFirstPropertyValue(name);
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/** Our own export writes the checklist after the description. */
function splitDescription(text: string): [description: string, checklist: ReturnType<typeof checklistOf>] {
  const lines = text.split('\n');
  let first = lines.length;
  while (first > 0 && /^\[[ x]\] /.test(lines[first - 1] ?? '')) first -= 1;
  return [lines.slice(0, first).join('\n').trimEnd(), checklistOf(lines.slice(first).join('\n'))];
}
