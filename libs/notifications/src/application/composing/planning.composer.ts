import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Id } from '@almanac/kernel';
import { AllSights, People, type Transaction } from '@almanac/platform';
import type { Heard, NotificationComposer, NotificationDraft, NotifyingName } from './notification-draft';

/** The events that are about what is planned, of those that somebody is told of. */
export const planningEvents = [
  'activity.assigned',
  'activities.assigned',
  'comment.created',
  'comment.updated',
  'reminder.due',
  'collaborator.joined',
  'collaborator.updated',
  'plan.member-joined',
  'plan.member-updated',
] as const satisfies readonly NotifyingName[];
export type PlanningName = (typeof planningEvents)[number];
type CommentName = 'comment.created' | 'comment.updated';
type AssignedName = 'activity.assigned' | 'activities.assigned';
type MemberName = Exclude<PlanningName, CommentName | AssignedName | 'reminder.due'>;

/** A comment as planning shows it, as far as it is told of. */
const comment = z.looseObject({ id: z.uuid(), activityId: z.uuid(), userId: z.uuid(), text: z.string() });

/** Assignments, what is said, reminders, and what is shared. Nobody is told of what they did themselves. */
@Injectable()
export class PlanningComposer implements NotificationComposer<PlanningName> {
  constructor(
    private readonly people: People,
    private readonly sights: AllSights,
  ) {}

  async compose(tx: Transaction, event: Heard<PlanningName>): Promise<NotificationDraft[]> {
    switch (event.name) {
      case 'activity.assigned':
        return this.assigned(tx, event);
      case 'activities.assigned':
        return this.assignedMany(tx, event);
      case 'comment.created':
      case 'comment.updated':
        return this.said(tx, event);
      case 'reminder.due':
        return [reminded(event)];
      default:
        return this.shared(tx, event);
    }
  }

  private async assigned(
    tx: Transaction,
    { actorId, payload }: Heard<'activity.assigned'>,
  ): Promise<NotificationDraft[]> {
    const { activityId, title, userIds } = payload;
    const by = { id: actorId, name: await this.nameOf(tx, actorId) };
    const others = userIds.filter((id) => id !== actorId);
    return [assignedOne(by, others, { activityId, title })];
  }

  /** Many at once are one fact for each person. */
  private async assignedMany(
    tx: Transaction,
    { actorId, payload: { plannerId, assigned } }: Heard<'activities.assigned'>,
  ): Promise<NotificationDraft[]> {
    const name = await this.nameOf(tx, actorId);
    const others = assigned.filter(({ userId }) => userId !== actorId);
    const counts = new Map(others.map(({ userId, count }) => [userId, count]));
    const single = others.filter(({ count }) => count === 1);
    return [
      ...single.map(({ userId, activityId, title }) =>
        assignedOne({ id: actorId, name }, [userId], { activityId, title }),
      ),
      {
        kind: 'assignment',
        userIds: others.filter(({ count }) => count > 1).map(({ userId }) => userId),
        subject: { type: 'planner', id: plannerId },
        path: `/planners/${plannerId}`,
        actorId,
        say: (texts, reader, sight) =>
          texts.assignedMany({ by: name, count: counts.get(reader.id) ?? 0, planner: sight?.title ?? '' }),
      },
    ];
  }

  /** Whoever is named in it is told of that, and not of the comment as well. An edited comment tells only the newly named. */
  private async said(tx: Transaction, { name, payload }: Heard<CommentName>): Promise<NotificationDraft[]> {
    const { id: commentId, activityId, userId: author, text } = comment.parse(payload.comment);
    const by = await this.nameOf(tx, author);
    const mentioned = payload.mentions.filter((id) => id !== author);
    const named = { ...about(activityId), commentId, actorId: author };
    const drafts: NotificationDraft[] = [
      {
        kind: 'mention',
        userIds: mentioned,
        ...named,
        say: (texts, _reader, sight) => texts.mentioned({ by, title: sight?.title ?? '', text }),
      },
    ];
    if (name === 'comment.updated') return drafts;
    const concerned = await this.sights.concerned(tx, 'activity', activityId);
    drafts.push({
      kind: 'comment',
      userIds: concerned.filter((id) => id !== author && !mentioned.includes(id)),
      ...named,
      say: (texts, _reader, sight) => texts.commented({ by, title: sight?.title ?? '', text }),
    });
    return drafts;
  }

  /** Whoever joins by themselves, such as by an invitation, knows that already. */
  private async shared(
    tx: Transaction,
    { name, actorId, payload }: Heard<MemberName>,
  ): Promise<NotificationDraft[]> {
    const { user, role } = payload;
    if (actorId === null || actorId === user.id) return [];
    const by = await this.nameOf(tx, actorId);
    const plan = 'planId' in payload;
    const id = plan ? payload.planId : payload.plannerId;
    const what = plan ? 'the plan' : 'the planner';
    return [
      {
        kind: 'share',
        userIds: [user.id],
        subject: { type: plan ? 'plan' : 'planner', id },
        path: `/${plan ? 'plans' : 'planners'}/${id}`,
        actorId,
        say: (texts, _reader, sight) => {
          const facts = { by, what, name: sight?.title ?? '', role };
          if (role === 'owner') return texts.madeOwner(facts);
          const isNew = name === 'collaborator.joined' || name === 'plan.member-joined';
          return isNew ? texts.shared(facts) : texts.roleChanged(facts);
        },
      },
    ];
  }

  private async nameOf(tx: Transaction, id: Id | null): Promise<string | null> {
    const [person] = id === null ? [] : await this.people.seen(tx, [id]);
    return person?.displayName ?? person?.username ?? null;
  }
}

function assignedOne(
  by: { id: Id | null; name: string | null },
  userIds: readonly Id[],
  { activityId, title }: { activityId: Id; title: string },
): NotificationDraft {
  return {
    kind: 'assignment',
    userIds,
    ...about(activityId),
    actorId: by.id,
    // It may have been renamed since.
    say: (texts, _reader, sight) =>
      texts.assigned({ by: by.name, title: sight?.title ?? title, planner: sight?.within ?? '' }),
  };
}

function reminded({ payload }: Heard<'reminder.due'>): NotificationDraft {
  const { activityId, userId, title, dueDate, channels } = payload;
  return {
    kind: 'reminder',
    userIds: [userId],
    ...about(activityId),
    chosen: channels.map((channel) => (channel === 'in-app' ? 'inApp' : channel)),
    say: (texts, reader) => texts.reminded({ title, due: dueDate }, reader),
  };
}

function about(activityId: Id): Pick<NotificationDraft, 'subject' | 'path'> {
  return { subject: { type: 'activity', id: activityId }, path: `/activities/${activityId}` };
}
