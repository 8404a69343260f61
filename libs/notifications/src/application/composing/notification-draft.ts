import type { DeliveryChannel, DomainEventName, DomainEvents, NotificationKind } from '@almanac/contracts';
import type { Id } from '@almanac/kernel';
import type { Sight, Transaction } from '@almanac/platform';
import type { NotificationText, Reader, Texts } from '../../domain/texts/texts';

/** The events that somebody is told of. */
export const heardEvents = [
  'activity.assigned',
  'activities.assigned',
  'comment.created',
  'comment.updated',
  'comment.deleted',
  'reminder.due',
  'collaborator.joined',
  'collaborator.updated',
  'plan.member-joined',
  'plan.member-updated',
  'invitation.created',
  'job.finished',
  'webhook.disabled',
  'billing.noticed',
  'security.noticed',
  'user.password-changed',
  'user.email-changed',
  'user.locked',
  'user.identity-linked',
  'user.second-factor-changed',
] as const satisfies readonly DomainEventName[];
export type HeardName = (typeof heardEvents)[number];
/** Those that tell something; the others take something back. */
export type NotifyingName = Exclude<HeardName, 'comment.deleted'>;

/** An event as composers get it. */
export type Heard<Name extends HeardName = HeardName> = {
  [N in Name]: { name: N; eventId: Id; actorId: Id | null; payload: DomainEvents[N] };
}[Name];

/** Whom a fact concerns, and what is said to them. */
export interface NotificationDraft {
  kind: NotificationKind;
  userIds: readonly Id[];
  /** What they must be able to see; nothing where it is about themselves alone. */
  subject?: { type: string; id: Id };
  /** Where to see more, from the root of the front-end. */
  path?: string;
  /** The comment whose words are told: they go with it. */
  commentId?: Id;
  /** Whom the texts name. */
  actorId?: Id | null;
  /** Whose thing the texts name, where nobody has to see it. */
  ownerId?: Id | null;
  /** Ways that were chosen for this very fact. */
  chosen?: readonly (DeliveryChannel | 'inApp')[];
  /** For the person alone, signed in themselves: neither an API key nor an admin who acts as them sees it. */
  personal?: boolean | undefined;
  /** Channels on which something else tells of it. */
  without?: readonly DeliveryChannel[];
  say(texts: Texts, reader: Reader & { id: Id }, sight: Sight | undefined): NotificationText;
}

/** Knows whom the events of some part of the system concern. */
export interface NotificationComposer<Name extends NotifyingName> {
  compose(tx: Transaction, event: Heard<Name>): Promise<NotificationDraft[]>;
}
