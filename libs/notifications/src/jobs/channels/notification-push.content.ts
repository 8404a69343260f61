import { shortened } from '@almanac/kernel';
import { mailLanguageOf } from '@almanac/platform';
import type { ClaimedDelivery } from '../../application/deliveries';
import type { PushMessage } from '../../application/ports/push-sender';
import { channelWords } from '../../domain/channels/channel-words';

/** A record of Web Push holds 3,993 bytes (RFC 8291 section 4), and a letter is four bytes at most. */
const TITLE_LENGTH = 150;
const BODY_LENGTH = 400;
const URL_LENGTH = 1000;

/** What the screen of a device says. */
export function pushMessage({ id, kind, language, notifications }: ClaimedDelivery): PushMessage | undefined {
  const [first] = notifications;
  if (!first) return undefined;
  const several = notifications.length > 1;
  const title = several ? channelWords[mailLanguageOf(language)].digest(notifications.length) : first.title;
  const body = several ? notifications.map((told) => told.title).join(' · ') : first.body;
  return {
    ...{ deliveryId: id, notificationId: first.id, kind },
    title: shortened(title, TITLE_LENGTH),
    body: shortened(body, BODY_LENGTH),
    url: !several && first.url !== undefined && first.url.length <= URL_LENGTH ? first.url : undefined,
  };
}
