import { shortened } from '@almanac/kernel';
import { mailLanguageOf } from '@almanac/platform';
import type { ClaimedDelivery } from '../../application/deliveries';
import { channelWords } from '../../domain/channels/channel-words';

/** Three parts of an SMS in a script that is not Latin; each part costs. */
const TEXT_LENGTH = 200;

/** What a text message says: what happened, cut, and where, whole. */
export function notificationText(
  { kind, language, notifications }: ClaimedDelivery,
  home: string | undefined,
): string {
  const [first] = notifications;
  const several = kind === 'digest' || !first || notifications.length > 1;
  const said = several ? channelWords[mailLanguageOf(language)].digest(notifications.length) : saying(first);
  const url = several ? home : first.url;
  const text = `Almanac: ${shortened(said, TEXT_LENGTH)}`;
  return url === undefined ? text : `${text} ${url}`;
}

function saying({ title, body }: { title: string; body: string }): string {
  return body === '' ? title : `${title}: ${body}`;
}
