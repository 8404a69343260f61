import ICAL from 'ical.js';
import type { CalendarOptions } from '../../domain/calendar-options';
import type { PlannerDocument } from '../../domain/planner-document';
import type { PlannerWriter, WritingProgress, WrittenPlanner } from '../../domain/planner-writer';
import { textContent } from '../text-content';
import { CalendarComponents, text } from './calendar-component';
import { belongs, entriesOf } from './calendar-content';
import { CalendarZones } from './calendar-zones';

const END = 'END:VCALENDAR';

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
  for await (const section of document.sections()) {
    for await (const activity of section.activities()) {
      const entries = belongs(activity, options) ? entriesOf(activity, document.timeZone) : [];
      for (const entry of entries) {
        const component = components.write(entry);
        // A zone is defined before what is told by its clock.
        for (const definition of zones.takeDefinitions()) yield `${definition}\r\n`;
        yield component;
      }
      done += 1;
      await progress(done, document.summary.activities);
    }
  }
  yield `${END}\r\n`;
}

function beginning({ title, description, timeZone }: PlannerDocument): string {
  const calendar = new ICAL.Component('vcalendar');
  calendar.addPropertyWithValue('version', '2.0');
  calendar.addPropertyWithValue('prodid', '-//Almanac//Planner export//EN');
  calendar.addPropertyWithValue('calscale', 'GREGORIAN');
  // RFC 7986 has names for these; the others are what calendars knew before it.
  for (const name of ['name', 'x-wr-calname']) calendar.addPropertyWithValue(name, text(title));
  if (description) calendar.addPropertyWithValue('description', text(description));
  calendar.addPropertyWithValue('x-wr-timezone', timeZone);
  return calendar.toString().slice(0, -END.length);
}
