import type { BillingNotice } from '@almanac/contracts';
import { inert } from '../inert';

/** What is said of a fact: a line, and perhaps a second one. */
export interface NotificationText {
  title: string;
  body: string;
}

export interface Reader {
  language: string;
  timezone: string;
}

/** Letters that words of users may have in our sentences, at most. */
export const MAX_NAME = 60;
export const MAX_TITLE = 80;
export const MAX_EXCERPT = 280;
/** Of a whole first line, without a title of a user's in it. */
const MAX_LINE = 160;

/** Every sentence, by what it is about. Names, titles and comments in them are users’ words, made inert. */
export interface Texts {
  assigned(facts: { by: string | null; title: string; planner: string }): NotificationText;
  assignedMany(facts: { by: string | null; count: number; planner: string }): NotificationText;
  mentioned(facts: { by: string | null; title: string; text: string }): NotificationText;
  commented(facts: { by: string | null; title: string; text: string }): NotificationText;
  invited(facts: { what: string; name: string; role: string }): NotificationText;
  shared(facts: { by: string | null; what: string; name: string; role: string }): NotificationText;
  roleChanged(facts: { by: string | null; what: string; name: string; role: string }): NotificationText;
  madeOwner(facts: { by: string | null; what: string; name: string }): NotificationText;
  reminded(facts: { title: string; due: string | null }, reader: Reader): NotificationText;
  jobDone(facts: { type: string }): NotificationText;
  jobFailed(facts: { type: string }): NotificationText;
  webhookDisabled(facts: { host: string; reason: 'failing' | 'gone' }): NotificationText;
  billing(notice: BillingNotice, reader: Reader): NotificationText;
  security(facts: { what: SecurityFact; device?: string; country?: string | null }): NotificationText;
}

export type SecurityFact =
  | 'new-device'
  | 'new-country'
  | 'many-accounts'
  | 'token-reuse'
  | 'password-changed'
  | 'email-changed'
  | 'locked'
  | 'identity-linked'
  | 'mfa-enabled'
  | 'mfa-disabled'
  | 'mfa-reset'
  | 'backup-codes-renewed'
  | 'passkey-added'
  | 'passkey-removed';

/** A title that fits into a line, whatever it was made of. */
export function fitting({ title, body }: NotificationText): NotificationText {
  return { title: inert(title, MAX_LINE + MAX_TITLE), body: inert(body, MAX_EXCERPT + MAX_TITLE) };
}
