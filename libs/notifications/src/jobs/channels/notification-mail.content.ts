import { mailLanguageOf, mailTime, type MailContent } from '@almanac/platform';
import type { ClaimedDelivery, ToldNotification } from '../../application/deliveries';
import { channelWords, type ChannelWords } from '../../domain/channels/channel-words';

/** Subjects that are cut anyway are cut by us, at the end of a letter. */
const SUBJECT_LENGTH = 120;

/** The mail that tells one fact, or several. */
export function notificationMail(claimed: ClaimedDelivery, publicUrl: string): MailContent {
  const language = mailLanguageOf(claimed.language);
  const words = channelWords[language];
  const { unsubscribeUrl } = claimed;
  const footerLinks = unsubscribeUrl === undefined ? [] : [{ label: words.unsubscribe, url: unsubscribeUrl }];
  const timeOf = (at: Date) => mailTime(at, { language, timezone: claimed.timezone });
  const [first] = claimed.notifications;
  const said =
    claimed.kind === 'digest' || !first
      ? digest(claimed.notifications, words, timeOf, publicUrl)
      : single(first, words, timeOf);
  return { ...said, language, footer: words.reasons[claimed.kind], footerLinks };
}

type Said = Omit<MailContent, 'footer'>;

function single(told: ToldNotification, words: ChannelWords, timeOf: (at: Date) => string): Said {
  const { title, body, url, at } = told;
  return {
    subject: shortened(title, SUBJECT_LENGTH),
    greeting: title,
    paragraphs: body === '' ? [] : [body],
    facts: [{ label: words.when, value: timeOf(at) }],
    ...(url === undefined ? {} : { action: { label: words.open, url } }),
  };
}

function digest(
  told: readonly ToldNotification[],
  words: ChannelWords,
  timeOf: (at: Date) => string,
  publicUrl: string,
): Said {
  const subject = words.digest(told.length);
  return {
    subject,
    preheader: told.map(({ title }) => shortened(title, 80)).join(' · '),
    greeting: subject,
    paragraphs: [words.digestLead],
    items: told.map(({ title, body, url, at }) => ({ title, body, url, time: timeOf(at) })),
    action: { label: words.openAll, url: publicUrl },
  };
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
