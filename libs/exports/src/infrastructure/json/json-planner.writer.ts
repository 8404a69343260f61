import { canonicalJson, JsonList, type JsonSource } from '../../domain/canonical-json';
import type {
  ActivityDocument,
  CommentDocument,
  OccurrenceContent,
  PersonDocument,
  PlannerDocument,
  SectionDocument,
  SeriesDocument,
} from '../../domain/planner-document';
import { PLANNER_FORMAT, PLANNER_FORMAT_VERSION } from '../../domain/planner-file';
import type { PlannerWriter, WritingProgress, WrittenPlanner } from '../../domain/planner-writer';
import { textContent } from '../text-content';

/** Lossless JSON, in the form of domain/planner-file.ts. */
export class JsonPlannerWriter implements PlannerWriter<object> {
  write(
    document: PlannerDocument,
    _options: object,
    signal: AbortSignal,
    progress: WritingProgress,
  ): WrittenPlanner {
    let done = 0;
    const onActivity = async (): Promise<void> => {
      done += 1;
      await progress(done, document.summary.activities);
    };
    const file: JsonSource = {
      format: PLANNER_FORMAT,
      formatVersion: PLANNER_FORMAT_VERSION,
      planner: plannerSource(document),
      sections: new JsonList(sectionSources(document, onActivity)),
    };
    return { content: textContent(canonicalJson(file), signal) };
  }
}

function plannerSource({
  title,
  description,
  color,
  icon,
  coverImage,
  tags,
  archivedAt,
  settings,
}: PlannerDocument) {
  const { isPublic, allowCollaboration, autoArchive, reminderEnabled } = settings;
  const { defaultView, colorScheme, timezone } = settings;
  return {
    ...{ title, description, color, icon, coverImage, tags, archivedAt },
    settings: {
      ...{ isPublic, allowCollaboration, autoArchive, reminderEnabled },
      ...{ defaultView, colorScheme, timezone },
    },
  };
}

async function* sectionSources(
  document: PlannerDocument,
  onActivity: () => Promise<void>,
): AsyncGenerator<JsonSource> {
  for await (const section of document.sections()) {
    const { title, description, type, settings } = section;
    const { collapsed, color, icon } = settings;
    const activities = new JsonList(activitySources(section, onActivity));
    yield { title, description, type, settings: { collapsed, color, icon }, activities };
  }
}

async function* activitySources(
  section: SectionDocument,
  onActivity: () => Promise<void>,
): AsyncGenerator<JsonSource> {
  for await (const activity of section.activities()) {
    yield activitySource(activity);
    await onActivity();
  }
}

function activitySource(activity: ActivityDocument): JsonSource {
  const { checklist, recurrence, metadata, location } = activity;
  return {
    title: activity.title,
    description: activity.description,
    type: activity.type,
    status: activity.status,
    priority: activity.priority,
    tags: activity.tags,
    dueDate: activity.dueDate,
    startDate: activity.startDate,
    endDate: activity.endDate,
    completedAt: activity.completedAt,
    assignees: activity.assignees.map(personSource),
    checklist: checklist.map(({ text, completed }) => ({ text, completed })),
    blockedBy: activity.blockedBy.map(placeSource),
    reminders: activity.reminders.map(({ type, time, offset, sentAt }) => ({ type, time, offset, sentAt })),
    metadata: { ...metadata },
    location: location && { ...location },
    recurrence: recurrence && { ...recurrence },
    series: activity.series && seriesSource(activity.series),
    suggestions: activity.suggestions.map((suggestion) => ({ ...suggestion })),
    comments: activity.commentsCount > 0 ? new JsonList(commentSources(activity.comments())) : [],
  };
}

function seriesSource({ exceptions, next, ...series }: SeriesDocument): JsonSource {
  const { index, originalStart, start, timeZone, number, continued } = series;
  return {
    ...{ index, originalStart, start, timeZone, number, continued },
    next: next && placeSource(next),
    exceptions: exceptions.map(({ originalStart: at, skipped, content, base }) => ({
      originalStart: at,
      skipped,
      content: ownSource(content),
      base: ownSource(base),
    })),
  };
}

function ownSource({ metadata, location, ...content }: OccurrenceContent): JsonSource {
  return {
    ...content,
    ...(metadata === undefined ? {} : { metadata: { ...metadata } }),
    ...(location === undefined ? {} : { location: location && { ...location } }),
  };
}

async function* commentSources(comments: AsyncIterable<CommentDocument>): AsyncGenerator<JsonSource> {
  for await (const { author, text } of comments) yield { author: author && personSource(author), text };
}

/** The owner is whoever has the planner: also after an import. */
function personSource({ owner, displayName, username }: PersonDocument): JsonSource {
  return owner ? { owner } : { owner, displayName, username };
}

function placeSource({ section, activity }: { section: number; activity: number }): JsonSource {
  return { section, activity };
}
