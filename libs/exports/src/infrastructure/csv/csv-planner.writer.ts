import { csvRow } from '@almanac/platform';
import type {
  ActivityDocument,
  ActivityPlace,
  PersonDocument,
  PlannerDocument,
} from '../../domain/planner-document';
import type { PlannerWriter, WritingProgress, WrittenPlanner } from '../../domain/planner-writer';
import { textContent } from '../text-content';

export interface TableOptions {
  includeCompleted: boolean;
}

type Cell = string | number | null;

/** The columns, in their order; lists are put into one cell, a line or a semicolon between their parts. */
const columns: Readonly<Record<string, (activity: ActivityDocument, section: string) => Cell>> = {
  number: ({ place }) => numberOf(place),
  section: (_activity, section) => section,
  title: ({ title }) => title,
  description: ({ description }) => description,
  type: ({ type }) => type,
  status: ({ status }) => status,
  priority: ({ priority }) => priority,
  startDate: ({ startDate }) => startDate,
  endDate: ({ endDate }) => endDate,
  dueDate: ({ dueDate }) => dueDate,
  completedAt: ({ completedAt }) => completedAt,
  tags: ({ tags }) => tags.join('; '),
  assignees: ({ assignees }) => assignees.map(nameOf).join('; '),
  checklist: ({ checklist }) =>
    checklist.map(({ text, completed }) => `[${completed ? 'x' : ' '}] ${text}`).join('\n'),
  progress: ({ metadata }) => metadata.progress ?? null,
  estimatedDuration: ({ metadata }) => metadata.estimatedDuration ?? null,
  actualDuration: ({ metadata }) => metadata.actualDuration ?? null,
  location: ({ location }) => [location?.name, location?.address].filter(Boolean).join(', '),
  latitude: ({ location }) => location?.coordinates?.latitude ?? null,
  longitude: ({ location }) => location?.coordinates?.longitude ?? null,
  recurrence: ({ recurrence }) => recurrence?.rrule ?? null,
  blockedBy: ({ blockedBy }) => blockedBy.map(numberOf).join('; '),
  comments: ({ commentsCount }) => commentsCount,
};

/** A table of all activities (RFC 4180), in UTF-8, that spreadsheets read and do not run. */
export class CsvPlannerWriter implements PlannerWriter<TableOptions> {
  write(
    document: PlannerDocument,
    { includeCompleted }: TableOptions,
    signal: AbortSignal,
    progress: WritingProgress,
  ): WrittenPlanner {
    return { content: textContent(rows(document, includeCompleted, progress), signal) };
  }
}

async function* rows(
  document: PlannerDocument,
  includeCompleted: boolean,
  progress: WritingProgress,
): AsyncGenerator<string> {
  yield csvRow(Object.keys(columns));
  let done = 0;
  for await (const section of document.sections()) {
    for await (const activity of section.activities()) {
      if (includeCompleted || activity.status !== 'completed')
        yield csvRow(Object.values(columns).map((column) => column(activity, section.title)));
      done += 1;
      await progress(done, document.summary.activities);
    }
  }
}

/** `S2.A10`: a form that no spreadsheet takes for a number, a date or a time. */
function numberOf({ section, activity }: ActivityPlace): string {
  return `S${section + 1}.A${activity + 1}`;
}

function nameOf({ displayName, username }: PersonDocument): string {
  return displayName ?? username ?? '?';
}
