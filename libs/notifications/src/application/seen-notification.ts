import type { DomainEvents, NotificationKind } from '@almanac/contracts';
import type { Id } from '@almanac/kernel';
import type { FrontEnd } from './front-end';

/** What is shown of a notification. */
export interface ShownFact {
  id: Id;
  kind: NotificationKind;
  title: string;
  body: string;
  path: string | null;
  subjectType: string | null;
  subjectId: Id | null;
  at: Date;
}

/** A new notification as the list in the app shows it, and sockets tell it. */
export function seenNotification(
  frontEnd: FrontEnd,
  { id, kind, title, body, path, subjectType, subjectId, at }: ShownFact,
): DomainEvents['notification.created']['notification'] {
  const resource = subjectType === null || subjectId === null ? null : { type: subjectType, id: subjectId };
  const url = frontEnd.urlOf(path) ?? null;
  return { id, kind, title, body, url, resource, read: false, createdAt: at.toISOString() };
}
