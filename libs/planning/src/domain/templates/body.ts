import { z } from 'zod';
import { activityTypes, priorities } from '../activity';
import { MAX_MINUTES } from '../plans/plan-content';
import { patterns } from '../recurrence/recurrence';
import { MAX_COUNT, MAX_INTERVAL, MAX_RULE_LENGTH } from '../recurrence/rule-parser';
import { sectionTypes } from '../section';
import {
  color,
  form,
  int,
  location,
  minutes,
  offset,
  tags,
  text,
  timeZone,
  unique,
  variables,
  workingDays,
} from './fields';

/** What a template can make, and what its body holds for each (spec: fine-print.md "Planning"). */
export const templateKinds = ['planner', 'plan', 'event', 'project'] as const;
export type TemplateKind = (typeof templateKinds)[number];

export const MAX_SECTIONS = 100;
export const MAX_ACTIVITIES = 2000;
export const MAX_TEMPLATE_STEPS = 2000;
/** Of the activities those that recur: to look at a rule may take milliseconds. */
export const MAX_RECURRING = 200;

const title = (max: number) => text(max, { min: 1 });
const description = text(50_000);
const levels = int(1, 5);

/** As activities have it, its end aside, which is told from the start as all dates are. */
const recurrence = z.strictObject({
  pattern: z.enum(patterns).nullish(),
  interval: int(1, MAX_INTERVAL).nullish(),
  daysOfWeek: unique(int(0, 6), 7).nullish(),
  occurrences: int(1, MAX_COUNT).nullish(),
  rrule: text(MAX_RULE_LENGTH, { min: 1 }).nullish(),
  fromCompletion: z.boolean().nullish(),
  endOffset: offset.nullish(),
});

const activity = z
  .strictObject({
    title: title(500),
    description: description.nullish(),
    type: z.enum(activityTypes).optional(),
    priority: z.enum(priorities).optional(),
    tags: tags.optional(),
    estimatedDuration: minutes.nullish(),
    difficulty: levels.nullish(),
    energyLevel: levels.nullish(),
    checklist: z.array(title(500)).max(200).optional(),
    dueOffset: offset.nullish(),
    startOffset: offset.nullish(),
    durationMinutes: minutes.nullish(),
    endOffset: offset.nullish(),
    location: location.nullish(),
    recurrence: recurrence.nullish(),
  })
  .refine(hasOneEnd, {
    error: 'goes together with startOffset, and not with endOffset',
    path: ['durationMinutes'],
    params: { rule: 'exclusive' },
  });

/** An end is told by a duration or by an offset of its own; a duration needs a start. */
function hasOneEnd({ startOffset = null, durationMinutes = null, endOffset = null }: Ends): boolean {
  return durationMinutes === null || (startOffset !== null && endOffset === null);
}

type Offset = string | null | undefined;
interface Ends {
  startOffset?: Offset;
  endOffset?: Offset;
  durationMinutes?: number | null | undefined;
}

const section = z.strictObject({
  title: title(200),
  description: text(10_000).nullish(),
  type: z.enum(sectionTypes).optional(),
  settings: z
    .strictObject({
      collapsed: z.boolean().optional(),
      color: color.nullish(),
      icon: text(100).nullish(),
    })
    .optional(),
  activities: z.array(activity).max(MAX_ACTIVITIES).optional(),
});

const settings = z.strictObject({
  isPublic: z.boolean().optional(),
  allowCollaboration: z.boolean().optional(),
  autoArchive: z.boolean().optional(),
  reminderEnabled: z.boolean().optional(),
  defaultView: title(50).optional(),
  colorScheme: title(50).optional(),
  timezone: timeZone.nullish(),
});

const common = { title: title(200).optional(), description: text(10_000).nullish() };

const planner = z.strictObject({
  ...common,
  color: color.nullish(),
  icon: text(100).nullish(),
  tags: tags.optional(),
  settings: settings.optional(),
  calendar: workingDays.optional(),
  sections: z
    .array(section)
    .max(MAX_SECTIONS)
    .refine((list) => list.reduce((sum, one) => sum + (one.activities?.length ?? 0), 0) <= MAX_ACTIVITIES, {
      error: `must have at most ${MAX_ACTIVITIES} activities in all`,
      params: { rule: 'maxItems' },
    }),
  variables: variables.optional(),
});

const lag = int(-MAX_MINUTES, MAX_MINUTES);
const step = z.strictObject({
  id: title(64),
  title: title(500),
  /** Minutes of working time, as lags are. */
  duration: int(0, MAX_MINUTES),
  dependsOn: z
    .array(
      z.strictObject({
        id: title(64),
        type: z.enum(['FS', 'SS', 'FF', 'SF']).optional(),
        lag: lag.optional(),
      }),
    )
    .max(1000)
    .optional(),
  earliestStartOffset: offset.nullish(),
  fixedStartOffset: offset.nullish(),
  priority: z.union([z.enum(priorities), int(0, 100)]).optional(),
});

const clock = form(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, '09:00', 5);
const plan = z.strictObject({
  ...common,
  deadlineOffset: offset.nullish(),
  calendar: workingDays
    .extend({
      hours: z
        .array(z.strictObject({ from: clock, to: clock }))
        .min(1)
        .max(24)
        .optional(),
    })
    .optional(),
  steps: z.array(step).max(MAX_TEMPLATE_STEPS),
  variables: variables.optional(),
});

const event = z.strictObject({
  ...common,
  type: z
    .enum(['party', 'wedding', 'conference', 'trip', 'meeting', 'dinner', 'concert', 'sport', 'other'])
    .optional(),
  durationMinutes: minutes.nullish(),
  location: location.nullish(),
  calendar: workingDays.optional(),
  tasks: z
    .array(
      z.strictObject({
        title: title(500),
        description: description.nullish(),
        priority: z.enum(priorities).optional(),
        tags: tags.optional(),
        estimatedDuration: minutes.nullish(),
        checklist: z.array(title(500)).max(200).optional(),
        /** Before the event: `-P14D`. */
        dueOffset: offset.nullish(),
      }),
    )
    .max(MAX_ACTIVITIES)
    .optional(),
  budget: z
    .array(
      z.strictObject({
        category: title(100),
        amount: z.number().min(0).max(1_000_000_000).meta({ format: 'double' }),
        currency: z
          .string()
          .regex(/^[A-Z]{3}$/)
          .max(3)
          .optional(),
        note: text(1000).nullish(),
      }),
    )
    .max(200)
    .optional(),
  variables: variables.optional(),
});

const part = { title: title(500), summary: text(10_000).nullish(), wordGoal: int(0, 10_000_000).nullish() };
const parts = <T extends z.ZodRawShape>(shape: T) => z.array(z.strictObject({ ...part, ...shape })).max(200);
const project = z.strictObject({
  title: title(500).optional(),
  wordGoal: int(1000, 10_000_000).optional(),
  /** Parts of chapters of scenes, or as many of these levels as it needs. */
  outline: parts({ children: parts({ children: parts({}).optional() }).optional() }).optional(),
  variables: variables.optional(),
});

export const bodySchemas = { planner, plan, event, project } as const;

export type PlannerBody = z.infer<typeof planner>;
export type SectionBody = z.infer<typeof section>;
export type ActivityBody = z.infer<typeof activity>;
export type RecurrenceBody = z.infer<typeof recurrence>;
export type PlanBody = z.infer<typeof plan>;
export interface BodyByKind {
  planner: PlannerBody;
  plan: PlanBody;
  event: z.infer<typeof event>;
  project: z.infer<typeof project>;
}
export type TemplateBody = BodyByKind[TemplateKind];
