import { Info } from 'luxon';
import { inertMarkdown, plainMarkdown, prefixed } from '../../domain/markdown-text';
import type {
  ActivityDocument,
  PersonDocument,
  PlannerDocument,
  SectionDocument,
} from '../../domain/planner-document';
import type { PlannerWriter, WritingProgress, WrittenPlanner } from '../../domain/planner-writer';
import { SteadyOffsets } from '../steady-offsets';
import { textContent } from '../text-content';

export interface MarkdownOptions {
  includeCompleted: boolean;
  /** Descriptions and checklists, beside what is on a line. */
  includeNotes: boolean;
}

/**
 * A planner as people read it: a heading for each section, a task list in it. Titles mean themselves; descriptions stay
 * Markdown, each in a list item or a quotation, so that what is left open in one ends with it.
 */
export class MarkdownPlannerWriter implements PlannerWriter<MarkdownOptions> {
  write(
    document: PlannerDocument,
    options: MarkdownOptions,
    signal: AbortSignal,
    progress: WritingProgress,
  ): WrittenPlanner {
    return { content: textContent(pieces(document, options, progress), signal) };
  }
}

async function* pieces(
  document: PlannerDocument,
  options: MarkdownOptions,
  progress: WritingProgress,
): AsyncGenerator<string> {
  yield headOf(document, options);
  const when = clockOf(document.timeZone);
  let done = 0;
  for await (const section of document.sections()) {
    yield sectionHead(section, options);
    for await (const activity of section.activities()) {
      if (options.includeCompleted || activity.status !== 'completed')
        yield activityText(activity, when, options);
      done += 1;
      await progress(done, document.summary.activities);
    }
  }
}

function headOf(document: PlannerDocument, { includeNotes }: MarkdownOptions): string {
  const { title, description, tags, ownerName, summary, timeZone } = document;
  const { activities, byStatus, completionRate } = summary;
  const facts = [
    ...(ownerName === null ? [] : [`Owner: ${plainMarkdown(ownerName)}`]),
    ...(tags.length === 0 ? [] : [`Tags: ${tags.map(plainMarkdown).join(', ')}`]),
    `Activities: ${activities}, completed: ${byStatus.completed} (${completionRate} %)`,
    `Times: ${plainMarkdown(timeZone)}`,
  ];
  const parts = [`# ${plainMarkdown(title)}`];
  if (includeNotes && description) parts.push(quoted(description));
  parts.push(facts.map((fact) => `- ${fact}`).join('\n'));
  return `${parts.join('\n\n')}\n`;
}

function sectionHead({ title, description }: SectionDocument, { includeNotes }: MarkdownOptions): string {
  const about = includeNotes && description ? `${quoted(description)}\n\n` : '';
  return `\n## ${plainMarkdown(title)}\n\n${about}`;
}

function quoted(text: string): string {
  return prefixed(inertMarkdown(text), '> ');
}

function activityText(activity: ActivityDocument, when: Clock, { includeNotes }: MarkdownOptions): string {
  const box = activity.type === 'note' ? '' : `[${activity.status === 'completed' ? 'x' : ' '}] `;
  const facts = factsOf(activity, when);
  const line = `- ${box}**${plainMarkdown(activity.title)}**${facts.length > 0 ? ` (${facts.join('; ')})` : ''}\n`;
  if (!includeNotes) return line;
  const { description, checklist } = activity;
  const notes = description ? `\n${prefixed(inertMarkdown(description), '  ')}\n\n` : '';
  const list = checklist.map(
    ({ text, completed }) => `  - [${completed ? 'x' : ' '}] ${plainMarkdown(text)}\n`,
  );
  return line + notes + list.join('');
}

/** Tells an instant. */
type Clock = (instant: string) => string;

/** `2026-03-02 09:00`, by the clock of the zone. */
function clockOf(timeZone: string): Clock {
  const zone = Info.normalizeZone(timeZone);
  const offsets = new SteadyOffsets((seconds) => zone.offset(seconds * 1000) * 60);
  return (instant) => {
    const time = Date.parse(instant);
    const shown = new Date(time + (offsets.at(Math.floor(time / 1000)) ?? 0) * 1000).toISOString();
    return plainMarkdown(shown.slice(0, -8).replace('T', ' '));
  };
}

function factsOf(activity: ActivityDocument, when: Clock): string[] {
  const { startDate, endDate, dueDate, status, priority, recurrence, location, metadata } = activity;
  const dates = [
    startDate && `from ${when(startDate)}`,
    endDate && `until ${when(endDate)}`,
    dueDate && `due ${when(dueDate)}`,
  ];
  return [
    ...(status === 'in-progress' || status === 'cancelled' ? [status] : []),
    ...(priority === 'medium' ? [] : [`${priority} priority`]),
    ...dates.filter((date) => date !== null),
    ...(recurrence ? [`repeats: ${plainMarkdown(recurrence.rrule)}`] : []),
    ...(metadata.estimatedDuration === undefined ? [] : [`${metadata.estimatedDuration} minutes`]),
    ...listFact('assigned to', activity.assignees.map(nameOf)),
    ...listFact(
      'after',
      activity.blockedBy.map(({ title }) => title),
    ),
    ...listFact('tags:', activity.tags),
    ...listFact(
      'at',
      [location?.name, location?.address].filter((part) => part !== undefined),
    ),
  ];
}

function listFact(name: string, parts: readonly string[]): string[] {
  return parts.length === 0 ? [] : [`${name} ${parts.map(plainMarkdown).join(', ')}`];
}

function nameOf({ displayName, username }: PersonDocument): string {
  return displayName ?? username ?? '?';
}
