import type { DomainEventName, DomainEvents } from '@almanac/contracts';

type Shown = Record<string, unknown>;
type Resource = Record<string, unknown>;

/** What is shown of each kind of thing: never a field because it happens to be there. */
const fields = {
  planner: [
    ...['id', 'ownerId', 'teamId', 'title', 'description', 'color', 'icon', 'tags', 'archived'],
    ...['sectionsCount', 'activitiesCount', 'completedCount', 'version', 'createdAt', 'updatedAt'],
  ],
  section: ['id', 'plannerId', 'title', 'description', 'type', 'version', 'createdAt', 'updatedAt'],
  activity: [
    ...['id', 'plannerId', 'sectionId', 'userId', 'title', 'description', 'type', 'status', 'priority'],
    ...['dueDate', 'startDate', 'endDate', 'completedAt', 'tags', 'assignees', 'checklist', 'blockedBy'],
    ...['location', 'recurrence', 'version', 'createdAt', 'updatedAt'],
  ],
  comment: ['id', 'activityId', 'plannerId', 'userId', 'text', 'version', 'createdAt', 'updatedAt'],
  plan: [
    ...['id', 'ownerId', 'teamId', 'title', 'description', 'startsAt', 'deadline', 'status', 'stepsCount'],
    ...['version', 'createdAt', 'updatedAt'],
  ],
} as const;

function pick(kind: keyof typeof fields, thing: Resource): Shown {
  const names: readonly string[] = fields[kind];
  return Object.fromEntries(names.filter((name) => name in thing).map((name) => [name, thing[name]]));
}

const planner = (payload: { planner: Resource }) => ({ planner: pick('planner', payload.planner) });
const section = (payload: { section: Resource }) => ({ section: pick('section', payload.section) });
const activity = (payload: { activity: Resource }) => ({ activity: pick('activity', payload.activity) });
const comment = (payload: { comment: Resource }) => ({ comment: pick('comment', payload.comment) });
const plan = (payload: { plan: Resource }) => ({ plan: pick('plan', payload.plan) });
const person = ({ id, displayName }: { id: string; displayName: string | null }) => ({ id, displayName });

/**
 * The domain events that webhooks can be told of, by the names that receivers know, and what they are told. An event
 * must stand in the stream of a planner or plan: whoever belongs to that may hear it. What is not here stays inside.
 */
export const publicEvents = {
  'planner.created': planner,
  'planner.updated': planner,
  'planner.deleted': planner,
  'planner.restored': planner,
  'section.created': section,
  'section.updated': section,
  'section.deleted': section,
  'activity.created': activity,
  'activity.updated': activity,
  'activity.moved': activity,
  'activity.deleted': activity,
  'activity.restored': activity,
  'comment.created': comment,
  'comment.updated': comment,
  'comment.deleted': comment,
  'collaborator.joined': ({ plannerId, user, role }) => ({ plannerId, user: person(user), role }),
  'collaborator.updated': ({ plannerId, user, role }) => ({ plannerId, user: person(user), role }),
  'collaborator.left': ({ plannerId, user }) => ({ plannerId, user: person(user) }),
  'plan.created': plan,
  'plan.updated': plan,
  'plan.deleted': plan,
  'plan.restored': plan,
} satisfies { [Name in DomainEventName]?: (payload: DomainEvents[Name]) => Shown };

export type PublicEventName = keyof typeof publicEvents;
export const publicEventNames = Object.keys(publicEvents) as PublicEventName[];

export function isPublicEvent(name: string): name is PublicEventName {
  return Object.hasOwn(publicEvents, name);
}

/** What is told of an event, from its payload as the outbox has it: checked against the contract when it was written. */
export function shownOf(name: PublicEventName, payload: unknown): Shown {
  const show = publicEvents[name] as (payload: unknown) => Shown;
  return show(payload);
}

/** Told although the planner or plan lies in the trash: that it does is the news. */
export function isFarewell(name: string): boolean {
  return name === 'planner.deleted' || name === 'plan.deleted';
}

/** What a webhook may subscribe to: each event, each kind by `kind.*`, and everything by `*`. */
export const subscriptions: readonly string[] = [
  '*',
  ...new Set(publicEventNames.map((name) => `${name.split('.')[0]}.*`)),
  ...publicEventNames,
];

/** What `POST /webhooks/{id}/test` sends. Nobody subscribes to it. */
export const PING = 'webhook.ping';
