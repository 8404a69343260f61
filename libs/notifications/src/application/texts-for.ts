import { mailLanguageOf, type MailLanguage } from '@almanac/platform';
import type { Reader, Texts } from '../domain/texts/texts';
import { de } from '../domain/texts/texts.de';
import { en } from '../domain/texts/texts.en';

const catalogue: Readonly<Record<MailLanguage, Texts>> = { en, de };

/** The sentences in the language in which the reader gets mails, too. */
export function textsFor({ language }: Pick<Reader, 'language'>): Texts {
  return catalogue[mailLanguageOf(language)];
}
