import { inert } from '../inert';
import { inZone } from '../zoned-time';
import { billingEn } from './billing.en';
import { MAX_EXCERPT, MAX_NAME, MAX_TITLE, type SecurityFact, type Texts } from './texts';

const names = (text: string | null) => inert(text ?? 'Somebody', MAX_NAME);
const thing = (text: string) => `“${inert(text, MAX_TITLE)}”`;

const security: Record<SecurityFact, string> = {
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
const jobs: Readonly<Record<string, string>> = {
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
const job = (type: string) => jobs[type] ?? `Your ${inert(type.replaceAll('-', ' '), MAX_NAME)}`;

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
    title: `${names(by)} mentioned you in ${thing(title)}`,
    body: inert(text, MAX_EXCERPT),
  }),
  commented: ({ by, title, text }) => ({
    title: `${names(by)} commented on ${thing(title)}`,
    body: inert(text, MAX_EXCERPT),
  }),
  // Not by whom: whoever invites strangers could call themselves anything.
  invited: ({ what, name, role }) => ({
    title: `You are invited into ${what} ${thing(name)}`,
    body: `As ${role}. The link to accept is in the mail to your address.`,
  }),
  shared: ({ by, what, name, role }) => ({
    title: `${names(by)} shared ${what} ${thing(name)} with you`,
    body: `You are on it as ${role}.`,
  }),
  roleChanged: ({ by, what, name, role }) => ({
    title: `${names(by)} changed your role on ${what} ${thing(name)}`,
    body: `You are on it as ${role} now.`,
  }),
  madeOwner: ({ by, what, name }) => ({
    title: `${names(by)} handed ${what} ${thing(name)} on to you`,
    body: 'You are its owner now.',
  }),
  reminded: ({ title, due }, { timezone }) => ({
    title: `Reminder: ${inert(title, MAX_TITLE)}`,
    body: due === null ? '' : `Due at ${clock(due, timezone)}.`,
  }),
  jobDone: ({ type }) => ({ title: `${job(type)} is ready`, body: '' }),
  jobFailed: ({ type }) => ({
    title: `${job(type)} could not be finished`,
    body: 'You can start it again.',
  }),
  webhookDisabled: ({ host, reason }) => ({
    title: `Your webhook at ${inert(host, MAX_TITLE)} was switched off`,
    body:
      reason === 'gone' ? 'Its receiver has answered that it is gone (410).' : 'It has failed for too long.',
  }),
  billing: billingEn,
  security: ({ what, device, country }) => ({
    title: security[what],
    body: [
      device === undefined ? '' : `It was ${inert(device, MAX_NAME)}${country ? `, in ${country}` : ''}.`,
      'If that was not you, change your password and end all sessions.',
    ]
      .filter((line) => line !== '')
      .join(' '),
  }),
};

function clock(time: string, zone: string): string {
  return inZone(new Date(time), zone).setLocale('en').toFormat("HH:mm (ZZZZ) 'on' d LLLL yyyy");
}
