import { shortened } from '@almanac/kernel';
import { mailLanguageOf, mailTime, type MailContent } from '@almanac/platform';
import type { ClaimedDelivery, OutgoingNotification } from '../../application/deliveries';
import { channelWords, type ChannelWords } from '../../domain/channels/channel-words';

/** Subjects that are cut anyway are cut by us, at the end of a letter. */
const SUBJECT_LENGTH = 120;
/** More than that nobody reads in a mail, and mail programs cut mails over some 100 KB: the rest is counted. */
const DIGEST_ITEMS = 50;
const PREVIEW_ITEMS = 5;
const PREVIEW_LENGTH = 80;

/** The mail that tells one fact, or several. `home`: the first page of the front-end, where there is one. */
export function notificationMail(claimed: ClaimedDelivery, home: string | undefined): MailContent {
  const language = mailLanguageOf(claimed.language);
  const words = channelWords[language];
  const { unsubscribeUrl } = claimed;
  const footerLinks = unsubscribeUrl === undefined ? [] : [{ label: words.unsubscribe, url: unsubscribeUrl }];
  const timeOf = (at: Date) => mailTime(at, { language, timezone: claimed.timezone });
  const [first] = claimed.notifications;
  const body =
    claimed.kind === 'digest' || !first
      ? digest(claimed.notifications, words, timeOf, home)
      : single(first, words, timeOf);
  return { ...body, language, footer: words.reasons[claimed.kind], footerLinks };
}

type Body = Omit<MailContent, 'footer'>;

function single(notification: OutgoingNotification, words: ChannelWords, timeOf: (at: Date) => string): Body {
  const { title, body, url, at } = notification;
  const where = placeOf(notification);
  return {
    subject: shortened(title, SUBJECT_LENGTH),
    greeting: title,
    paragraphs: body === '' ? [] : [body],
    facts: [
      ...(where === undefined ? [] : [{ label: words.where, value: where }]),
      { label: words.when, value: timeOf(at) },
    ],
    ...(url === undefined ? {} : { action: { label: words.open, url } }),
  };
}

function digest(
  notifications: readonly OutgoingNotification[],
  words: ChannelWords,
  timeOf: (at: Date) => string,
  home: string | undefined,
): Body {
  const subject = words.digest(notifications.length);
  const shown = notifications.slice(0, DIGEST_ITEMS);
  const titles = notifications.slice(0, PREVIEW_ITEMS).map(({ title }) => shortened(title, PREVIEW_LENGTH));
  const left = notifications.length - shown.length;
  return {
    subject,
    preheader: titles.join(' · '),
    greeting: subject,
    paragraphs: [words.digestLead],
    items: shown.map((one) => {
      const { title, body, url, at } = one;
      const where = placeOf(one);
      const time = timeOf(at);
      return { title, body, url, time: where === undefined ? time : `${time} · ${where}` };
    }),
    ...(left > 0 ? { afterItems: words.digestMore(left) } : {}),
    ...(home === undefined ? {} : { action: { label: words.openAll, url: home } }),
  };
}

/** Where the thing lies, unless the text says so already. */
function placeOf({ body, where }: OutgoingNotification): string | undefined {
  return where === undefined || where === '' || body.includes(where) ? undefined : where;
}
