import { z } from 'zod';

/**
 * The lossless file of a planner: what `POST /export/json` writes and `POST /import/json` gives back. It has no ids,
 * versions, nor times of creation and export; it refers by position and is canonical (canonical-json.ts), so that the
 * export of what was imported compares byte for byte. A change that an old reader would get wrong raises the version.
 */
export const PLANNER_FORMAT = 'almanac-planner';
export const PLANNER_FORMAT_VERSION = 1;

const instant = z.iso.datetime().nullable();
const place = z
  .strictObject({ section: z.int().min(0), activity: z.int().min(0) })
  .describe('Where an activity stands in this file; both numbers count from 0.');
const person = z
  .union([
    z.strictObject({ owner: z.literal(true) }),
    z.strictObject({
      displayName: z.string().nullable(),
      owner: z.literal(false),
      username: z.string().nullable(),
    }),
  ])
  .describe('The owner is not named: whoever imports the file takes their place.');

const figures = z.strictObject({
  estimatedDuration: z.number().optional(),
  actualDuration: z.number().optional(),
  focusTime: z.number().optional(),
  difficulty: z.number().optional(),
  energyLevel: z.number().optional(),
  pomodoroSessions: z.number().optional(),
  progress: z.number().optional(),
});
const location = z.strictObject({
  name: z.string().optional(),
  address: z.string().optional(),
  coordinates: z.strictObject({ latitude: z.number(), longitude: z.number() }).optional(),
});
const type = z.enum(['task', 'event', 'note', 'goal']);
const priority = z.enum(['low', 'medium', 'high', 'urgent']);

const own = z.strictObject({
  title: z.string().optional(),
  description: z.string().nullable().optional(),
  type: type.optional(),
  priority: priority.optional(),
  tags: z.array(z.string()).optional(),
  metadata: figures.optional(),
  location: location.nullable().optional(),
  startDate: instant.optional(),
  dueDate: instant.optional(),
  endDate: instant.optional(),
});

const recurrence = z.strictObject({
  pattern: z.enum(['daily', 'weekly', 'monthly', 'yearly']).nullable(),
  interval: z.int().nullable(),
  daysOfWeek: z.array(z.int().min(0).max(6)).nullable(),
  endDate: instant,
  occurrences: z.int().nullable(),
  rrule: z.string().describe('RFC 5545, without DTSTART.'),
  fromCompletion: z.boolean(),
});

const series = z
  .strictObject({
    index: z.int().min(0).describe('The same for all activities of a series.'),
    originalStart: z.iso.datetime(),
    start: z.iso.datetime().describe('DTSTART: where the rule is counted from.'),
    timeZone: z.string(),
    number: z.int().min(1),
    continued: z.boolean().describe('Its completion has made the next one: this one recurs no more.'),
    next: place.nullable(),
    exceptions: z.array(
      z.strictObject({ originalStart: z.iso.datetime(), skipped: z.boolean(), content: own, base: own }),
    ),
  })
  .describe('Where the activity stands in its series.');

export const activityInFile = z.strictObject({
  title: z.string(),
  description: z.string().nullable(),
  type,
  status: z.enum(['pending', 'in-progress', 'completed', 'cancelled']),
  priority,
  dueDate: instant,
  startDate: instant,
  endDate: instant,
  completedAt: instant,
  tags: z.array(z.string()),
  assignees: z.array(person),
  checklist: z.array(z.strictObject({ text: z.string(), completed: z.boolean() })),
  blockedBy: z.array(place),
  reminders: z.array(
    z.strictObject({
      type: z.enum(['email', 'push', 'sms', 'in-app']),
      time: instant,
      offset: z.int().nullable(),
      sentAt: instant,
    }),
  ),
  metadata: figures,
  location: location.nullable(),
  recurrence: recurrence.nullable(),
  series: series.nullable(),
  suggestions: z.array(
    z.strictObject({
      suggestion: z.string(),
      confidence: z.number().nullable(),
      accepted: z.boolean().nullable(),
    }),
  ),
  comments: z.array(z.strictObject({ author: person.nullable(), text: z.string() })),
});

export const sectionInFile = z.strictObject({
  title: z.string(),
  description: z.string().nullable(),
  type: z.enum(['tasks', 'notes', 'goals']),
  settings: z.strictObject({
    collapsed: z.boolean(),
    color: z.string().nullable(),
    icon: z.string().nullable(),
  }),
  activities: z.array(activityInFile),
});

export const plannerInFile = z.strictObject({
  title: z.string(),
  description: z.string().nullable(),
  color: z.string().nullable(),
  icon: z.string().nullable(),
  coverImage: z.string().nullable(),
  tags: z.array(z.string()),
  archivedAt: instant,
  settings: z.strictObject({
    isPublic: z.boolean(),
    allowCollaboration: z.boolean(),
    autoArchive: z.boolean(),
    reminderEnabled: z.boolean(),
    defaultView: z.string(),
    colorScheme: z.string(),
    timezone: z.string().nullable(),
  }),
});

export const plannerFile = z.strictObject({
  format: z.literal(PLANNER_FORMAT),
  formatVersion: z.literal(PLANNER_FORMAT_VERSION),
  planner: plannerInFile,
  sections: z.array(sectionInFile),
});

export type PlannerFile = z.infer<typeof plannerFile>;
export type ActivityInFile = z.infer<typeof activityInFile>;

/** The JSON Schema (2020-12) of the file, as docs/planner.schema.json. */
export function plannerSchemaPage(): string {
  const about = { title: 'A planner, lossless', description: 'What POST /api/v1/export/json writes.' };
  return `${JSON.stringify({ ...z.toJSONSchema(plannerFile), ...about }, null, 2)}\n`;
}
