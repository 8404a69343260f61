import { de } from './texts.de';
import { en, type Reader, type Texts } from './texts';

/** By primary language tag: those that mails are written in. */
const catalogue: Readonly<Record<string, Texts>> = { en, de };

/** The sentences in the reader’s language, English where there are none. */
export function textsFor({ language }: Pick<Reader, 'language'>): Texts {
  const primary = language.split('-')[0]?.toLowerCase() ?? 'en';
  return Object.hasOwn(catalogue, primary) ? (catalogue[primary] ?? en) : en;
}
