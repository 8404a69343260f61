import { Injectable } from '@nestjs/common';
import { newId, type Id } from '@almanac/kernel';
import {
  AllSights,
  appendEvent,
  People,
  UnitOfWork,
  type Addressee,
  type RequestContext,
  type Sight,
  type Transaction,
} from '@almanac/platform';
import { planDeliveries, type DeliveryPlan } from '../../domain/delivery-plan';
import { fitting } from '../../domain/texts/texts';
import { FrontEnd } from '../front-end';
import { NotificationStore, type NewDelivery, type NewNotification } from '../ports/notification-store';
import { PreferencesStore } from '../ports/preferences-store';
import { seenNotification } from '../seen-notification';
import { textsFor } from '../texts-for';
import { NotificationComposers } from './notification-composers';
import type { Heard, NotificationDraft, NotifyingName } from './notification-draft';

/** A notification with how it is told. */
interface Planned {
  notification: NewNotification;
  plan: DeliveryPlan;
}

/**
 * Tells people of an event: what goes into their list, and what goes out by which channel, in one transaction with the
 * events that send it on its way. Doing it twice does nothing.
 */
@Injectable()
export class NotifyService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly composers: NotificationComposers,
    private readonly people: People,
    private readonly sights: AllSights,
    private readonly preferences: PreferencesStore,
    private readonly store: NotificationStore,
    private readonly frontEnd: FrontEnd,
  ) {}

  notify(context: RequestContext, event: Heard<NotifyingName>): Promise<void> {
    return this.unitOfWork.run(context, async (tx) => {
      const planned: Planned[] = [];
      const now = new Date();
      for (const draft of await this.composers.compose(tx, event)) {
        planned.push(...(await this.plan(tx, event.eventId, draft, now)));
      }
      // In one order everywhere, so that the same event twice at once waits and does not lock itself out.
      planned.sort((left, right) => (left.notification.userId < right.notification.userId ? -1 : 1));
      await this.keep(tx, context, planned, now);
    });
  }

  /** What was said is said no more: nobody reads it in their list, nor in a mail that is still to come. */
  async forgetComment(context: RequestContext, commentId: Id): Promise<void> {
    await this.unitOfWork.run(context, (tx) => this.store.hideComment(tx, commentId));
  }

  private async plan(tx: Transaction, eventId: Id, draft: NotificationDraft, now: Date): Promise<Planned[]> {
    const { kind, chosen, without, subject, commentId } = draft;
    const ids = [...new Set(draft.userIds)];
    if (ids.length === 0) return [];
    const sight = subject
      ? (await this.sights.look(tx, subject.type, [subject.id], ids)).get(subject.id)
      : undefined;
    const said =
      commentId === undefined
        ? undefined
        : (await this.sights.look(tx, 'comment', [commentId], ids)).get(commentId);
    if (commentId !== undefined && !said) return [];
    const concerned = subject ? ids.filter((id) => sight?.seenBy.has(id)) : ids;
    const preferences = await this.preferences.of(tx, concerned);
    const planned: Planned[] = [];
    for (const person of await this.people.addressees(tx, concerned)) {
      const own = preferences.get(person.id);
      if (!own) continue;
      const { switches, timezone } = person;
      const question = { kind, chosen, without, preferences: own, switches, timeZone: timezone };
      const plan = planDeliveries({ ...question, reachable: reachable(person) }, now);
      if (!plan.inApp && plan.deliveries.length === 0) continue;
      planned.push({
        plan,
        notification: { eventId, inApp: plan.inApp, ...written(draft, person, sight) },
      });
    }
    return planned;
  }

  private async keep(
    tx: Transaction,
    context: RequestContext,
    planned: readonly Planned[],
    now: Date,
  ): Promise<void> {
    const made = await this.store.insert(
      tx,
      planned.map(({ notification }) => notification),
    );
    const kept = planned.flatMap(({ notification, plan }) => {
      const at = made.get(notification.id);
      return at ? [{ notification, at, deliveries: deliveriesOf(notification, plan, now) }] : [];
    });
    await this.store.insertDeliveries(
      tx,
      kept.flatMap(({ deliveries }) => deliveries),
    );
    for (const { notification, at, deliveries } of kept) {
      const { id, userId, personal } = notification;
      await appendEvent(tx, context, {
        name: 'notification.created',
        payload: {
          userId,
          notification: notification.inApp ? seenNotification(this.frontEnd, { ...notification, at }) : null,
          ...(personal ? { personal } : {}),
          deliveries: deliveries
            .filter(({ queued }) => queued)
            .map(({ id: deliveryId, channel }) => ({ deliveryId, channel })),
        },
        resource: { type: 'notification', id },
      });
    }
  }
}

function deliveriesOf({ id, userId }: NewNotification, plan: DeliveryPlan, now: Date): NewDelivery[] {
  return plan.deliveries.map((delivery) => ({
    ...delivery,
    id: newId(),
    userId,
    notificationId: id,
    queued: delivery.status === 'pending' && delivery.dueAt <= now,
  }));
}

function written(
  draft: NotificationDraft,
  person: Addressee,
  sight: Sight | undefined,
): Omit<NewNotification, 'eventId' | 'inApp'> {
  const { kind, path, subject, commentId = null, actorId = null, ownerId = null, personal = false } = draft;
  return {
    id: newId(),
    userId: person.id,
    kind,
    ...fitting(draft.say(textsFor(person), person, sight)),
    path: path ?? null,
    subjectType: subject?.type ?? null,
    subjectId: subject?.id ?? null,
    commentId,
    actorId,
    ownerId: sight?.ownerId ?? ownerId,
    personal,
  };
}

function reachable({ mailAddress, phoneNumber }: Addressee): Record<'email' | 'push' | 'sms', boolean> {
  // Whether there is a device is known to whoever pushes.
  return { email: mailAddress !== null, push: true, sms: phoneNumber !== null };
}
