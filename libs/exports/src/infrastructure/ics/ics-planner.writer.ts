import type { CalendarOptions } from '../../domain/calendar-options';
import type { PlannerDocument } from '../../domain/planner-document';
import type { PlannerWriter, WritingProgress, WrittenPlanner } from '../../domain/planner-writer';
import { textContent } from '../text-content';
import { CalendarComponents } from './calendar-component';
import { belongs, entriesOf } from './calendar-content';
import { line, text } from './calendar-lines';
import { CalendarZones } from './calendar-zones';

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
  yield line('END', 'VCALENDAR');
}

function beginning({ title, description, timeZone }: PlannerDocument): string {
  return (
    line('BEGIN', 'VCALENDAR') +
    line('VERSION', '2.0') +
    line('PRODID', '-//Almanac//Planner export//EN') +
    line('CALSCALE', 'GREGORIAN') +
    // RFC 7986 has names for these; the others are what calendars knew before it.
    line('NAME', text(title)) +
    line('X-WR-CALNAME', text(title)) +
    (description ? line('DESCRIPTION', text(description)) : '') +
    line('X-WR-TIMEZONE', timeZone)
  );
}
