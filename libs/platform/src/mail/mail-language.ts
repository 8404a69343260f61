import { DateTime } from 'luxon';

/** The languages that mails are written in; whoever reads another gets the first. */
export const mailLanguages = ['en', 'de'] as const;
export type MailLanguage = (typeof mailLanguages)[number];

/** The language of mails for somebody who reads this one (BCP 47), by its primary subtag. */
export function mailLanguageOf(tag: string | undefined): MailLanguage {
  const primary = tag?.toLowerCase().split('-')[0];
  return mailLanguages.find((language) => language === primary) ?? 'en';
}

const FORMATS: Record<MailLanguage, string> = {
  en: "HH:mm (ZZZZ) 'on' d LLLL yyyy",
  de: "HH:mm 'Uhr' (ZZZZ) 'am' d. LLLL yyyy",
};

/** A time as the reader of a mail reads it, at their wall clock. An unknown zone counts as UTC. */
export function mailTime(time: Date | string, reader: { language: MailLanguage; timezone: string }): string {
  const { language, timezone } = reader;
  const utc = typeof time === 'string' ? DateTime.fromISO(time, { zone: 'utc' }) : DateTime.fromJSDate(time);
  const local = utc.setZone(timezone);
  return (local.isValid ? local : utc.setZone('utc')).setLocale(language).toFormat(FORMATS[language]);
}
