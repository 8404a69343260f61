import { mailLanguageOf, mailTime, type MailContent } from '@almanac/platform';
import type { ClaimedDelivery, ToldNotification } from '../../application/deliveries';
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
  const said =
    claimed.kind === 'digest' || !first
      ? digest(claimed.notifications, words, timeOf, home)
      : single(first, words, timeOf);
  return { ...said, language, footer: words.reasons[claimed.kind], footerLinks };
}

type Said = Omit<MailContent, 'footer'>;

function single(told: ToldNotification, words: ChannelWords, timeOf: (at: Date) => string): Said {
  const { title, body, url, at } = told;
  const where = placeOf(told);
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
  told: readonly ToldNotification[],
  words: ChannelWords,
  timeOf: (at: Date) => string,
  home: string | undefined,
): Said {
  const subject = words.digest(told.length);
  const shown = told.slice(0, DIGEST_ITEMS);
  const titles = told.slice(0, PREVIEW_ITEMS).map(({ title }) => shortened(title, PREVIEW_LENGTH));
  const left = told.length - shown.length;
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
function placeOf({ body, where }: ToldNotification): string | undefined {
  return where === undefined || where === '' || body.includes(where) ? undefined : where;
}

/** At most so many letters (code points), with an ellipsis where something is missing. */
export function shortened(text: string, length: number): string {
  const letters = [...text];
  return letters.length <= length
    ? text
    : `${letters
        .slice(0, length - 1)
        .join('')
        .trimEnd()}…`;
}
