import ICAL from 'ical.js';
import type { CalendarOptions } from '../../domain/calendar-options';
import type { PlannerDocument } from '../../domain/planner-document';
import type { PlannerWriter, WritingProgress, WrittenPlanner } from '../../domain/planner-writer';
import { textContent } from '../text-content';
import { CalendarComponents, plain, propertyText, said, type Property } from './calendar-component';
import { belongs, entriesOf } from './calendar-content';
import { CalendarZones } from './calendar-zones';

/** How the library writes values, by their type. */
const escaping = ICAL.design.icalendar.value as Record<'text', { toICAL(value: string): string }>;

/** An iCalendar file (RFC 5545): an event, or a task, for each activity that has its time. */
export class IcsPlannerWriter implements PlannerWriter<CalendarOptions> {
  write(
    document: PlannerDocument,
    options: CalendarOptions,
    signal: AbortSignal,
    progress: WritingProgress,
  ): WrittenPlanner {
    return { content: textContent(pieces(document, options, progress), signal) };
  }
}

async function* pieces(
  document: PlannerDocument,
  options: CalendarOptions,
  progress: WritingProgress,
): AsyncGenerator<string> {
  const zones = new CalendarZones();
  const components = new CalendarComponents(options.component, zones, document.summary.takenAt);
  yield beginning(document);
  let done = 0;
  let isEmpty = true;
  for await (const section of document.sections()) {
    for await (const activity of section.activities()) {
      const entries = belongs(activity, options) ? entriesOf(activity, document.timeZone) : [];
      for (const entry of entries) {
        const component = components.write(entry);
        // A zone is defined before what is told by its clock.
        for (const definition of zones.takeDefinitions()) yield `${definition}\r\n`;
        yield component;
        isEmpty = false;
      }
      done += 1;
      await progress(done, document.summary.activities);
    }
  }
  if (isEmpty) yield `${zones.definitionOf(document.timeZone)}\r\n`;
  yield 'END:VCALENDAR\r\n';
}

function beginning({ title, description, timeZone }: PlannerDocument): string {
  const properties: Property[] = [
    ['version', {}, 'text', '2.0'],
    ['prodid', {}, 'text', '-//Almanac//Planner export//EN'],
    ['calscale', {}, 'text', 'GREGORIAN'],
    // RFC 7986 has names for these; the others are what calendars knew before it.
    unknown('name', title),
    unknown('x-wr-calname', title),
    ...(description ? [said('description', description)] : []),
    unknown('x-wr-timezone', timeZone),
  ];
  return `BEGIN:VCALENDAR\r\n${properties.map(propertyText).join('')}`;
}

/** Of properties that the library does not know it does not escape the values. */
function unknown(name: string, text: string): Property {
  return [name, {}, 'unknown', escaping.text.toICAL(plain(text))];
}
