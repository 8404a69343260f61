import { DateTime } from 'luxon';
import type { BillingNotice } from '@almanac/contracts';
import { billingEn } from './billing-texts';
import { inert } from './inert';

/** What is said of a fact: a line, and perhaps a second one. */
export interface Said {
  title: string;
  body: string;
}

export interface Reader {
  language: string;
  timezone: string;
}

const TITLE = 160;
const NAME = 60;
const THING = 80;
const EXCERPT = 280;

const names = (text: string | null) => inert(text ?? '', NAME);
const thing = (text: string) => `“${inert(text, THING)}”`;

/** Every sentence, by what it is about. Names, titles and comments in them are users’ words, made inert. */
export interface Texts {
  assigned(facts: { by: string | null; title: string; planner: string }): Said;
  assignedMany(facts: { by: string | null; count: number; planner: string }): Said;
  mentioned(facts: { by: string | null; title: string; text: string }): Said;
  commented(facts: { by: string | null; title: string; text: string }): Said;
  invited(facts: { what: string; name: string; role: string }): Said;
  shared(facts: { by: string | null; what: string; name: string; role: string }): Said;
  roleChanged(facts: { by: string | null; what: string; name: string; role: string }): Said;
  madeOwner(facts: { by: string | null; what: string; name: string }): Said;
  reminded(facts: { title: string; due: string | null }, reader: Reader): Said;
  jobDone(facts: { type: string }): Said;
  jobFailed(facts: { type: string }): Said;
  webhookDisabled(facts: { host: string; reason: 'failing' | 'gone' }): Said;
  billing(notice: BillingNotice, reader: Reader): Said;
  security(facts: { what: SecurityFact; device?: string; country?: string | null }): Said;
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

const securityEn: Record<SecurityFact, string> = {
  'new-device': 'A new device signed in to your account',
  'new-country': 'A sign-in to your account from another country',
  'many-accounts': 'A suspicious sign-in to your account',
  'token-reuse': 'We have ended one of your sessions',
  'password-changed': 'Your password was changed',
  'email-changed': 'Your e-mail address was changed',
  locked: 'Your account is locked for a while',
  'identity-linked': 'Another way to sign in was linked to your account',
  'mfa-enabled': 'Two-step sign-in is on',
  'mfa-disabled': 'Two-step sign-in is off',
  'mfa-reset': 'An admin took your second factors away',
  'backup-codes-renewed': 'You have new backup codes',
  'passkey-added': 'A passkey was added to your account',
  'passkey-removed': 'A passkey was removed from your account',
};
/** By type of job; one that is not here is called by its type. */
const jobsEn: Readonly<Record<string, string>> = {
  'data-export': 'The export of your data',
  'export-json': 'Your JSON export',
  'export-csv': 'Your CSV export',
  'export-markdown': 'Your Markdown export',
  'export-calendar': 'Your calendar export',
  'export-pdf': 'Your PDF export',
  'export-handwriting': 'Your handwritten export',
  'import-json': 'Your import of JSON',
  'import-csv': 'Your import of CSV',
  'import-ics': 'Your import of a calendar',
  'import-todoist': 'Your import from Todoist',
  'import-trello': 'Your import from Trello',
  'import-json-check': 'The check of your import of JSON',
  'import-csv-check': 'The check of your import of CSV',
  'import-ics-check': 'The check of your import of a calendar',
  'import-todoist-check': 'The check of your import from Todoist',
  'import-trello-check': 'The check of your import from Trello',
};
const jobEn = (type: string) => jobsEn[type] ?? `Your ${inert(type.replaceAll('-', ' '), NAME)}`;

/** The sentences in English. */
export const en: Texts = {
  assigned: ({ by, title, planner }) => ({
    title: `${by === null ? 'You are assigned' : `${names(by)} assigned you`} ${thing(title)}`,
    body: `In the planner ${thing(planner)}.`,
  }),
  assignedMany: ({ by, count, planner }) => ({
    title: `${by === null ? 'You are assigned' : `${names(by)} assigned you`} ${count} activities`,
    body: `In the planner ${thing(planner)}.`,
  }),
  mentioned: ({ by, title, text }) => ({
    title: `${names(by ?? 'Somebody')} mentioned you in ${thing(title)}`,
    body: inert(text, EXCERPT),
  }),
  commented: ({ by, title, text }) => ({
    title: `${names(by ?? 'Somebody')} commented on ${thing(title)}`,
    body: inert(text, EXCERPT),
  }),
  // Not by whom: whoever invites strangers could call themselves anything.
  invited: ({ what, name, role }) => ({
    title: `You are invited into ${what} ${thing(name)}`,
    body: `As ${role}. The link to accept is in the mail to your address.`,
  }),
  shared: ({ by, what, name, role }) => ({
    title: `${names(by ?? 'Somebody')} shared ${what} ${thing(name)} with you`,
    body: `You are on it as ${role}.`,
  }),
  roleChanged: ({ by, what, name, role }) => ({
    title: `${names(by ?? 'Somebody')} changed your role on ${what} ${thing(name)}`,
    body: `You are on it as ${role} now.`,
  }),
  madeOwner: ({ by, what, name }) => ({
    title: `${names(by ?? 'Somebody')} handed ${what} ${thing(name)} on to you`,
    body: 'You are its owner now.',
  }),
  reminded: ({ title, due }, { timezone }) => ({
    title: `Reminder: ${inert(title, THING)}`,
    body: due === null ? '' : `Due at ${clock(due, timezone)}.`,
  }),
  jobDone: ({ type }) => ({ title: `${jobEn(type)} is ready`, body: '' }),
  jobFailed: ({ type }) => ({
    title: `${jobEn(type)} could not be finished`,
    body: 'You can start it again.',
  }),
  webhookDisabled: ({ host, reason }) => ({
    title: `Your webhook at ${inert(host, THING)} was switched off`,
    body:
      reason === 'gone' ? 'Its receiver has answered that it is gone (410).' : 'It has failed for too long.',
  }),
  billing: billingEn,
  security: ({ what, device, country }) => ({
    title: securityEn[what],
    body: [
      device === undefined ? '' : `It was ${inert(device, NAME)}${country ? `, in ${country}` : ''}.`,
      'If that was not you, change your password and end all sessions.',
    ]
      .filter((line) => line !== '')
      .join(' '),
  }),
};

function clock(time: string, zone: string): string {
  const at = DateTime.fromISO(time, { zone });
  const sane = at.isValid ? at : DateTime.fromISO(time, { zone: 'utc' });
  return sane.setLocale('en').toFormat("HH:mm (ZZZZ) 'on' d LLLL yyyy");
}

/** A title that fits into a line, whatever it was made of. */
export function fitting({ title, body }: Said): Said {
  return { title: inert(title, TITLE + THING), body: inert(body, EXCERPT + THING) };
}
