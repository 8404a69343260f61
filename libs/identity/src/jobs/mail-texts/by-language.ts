import type { MailLanguage } from '@almanac/platform';
import type { AccountMailTexts } from './account-mail-texts';
import { de } from './de';
import { en } from './en';

const texts: Record<MailLanguage, AccountMailTexts> = { en, de };

export function accountMailTexts(language: MailLanguage): AccountMailTexts {
  return texts[language];
}
