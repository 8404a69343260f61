import { inert } from '../inert';
import { inZone } from '../zoned-time';
import { billingDe } from './billing.de';
import { MAX_EXCERPT, MAX_NAME, MAX_TITLE, type SecurityFact, type Texts } from './texts';

const names = (text: string | null) => inert(text ?? 'Jemand', MAX_NAME);
const thing = (text: string) => `„${inert(text, MAX_TITLE)}“`;
/** What things are called in the sentences of English, and here. */
const things: Readonly<Record<string, string>> = {
  'the planner': 'den Planer',
  'the plan': 'den Plan',
  'the team': 'das Team',
};
const accusative = (what: string) => things[what] ?? what;
const roles: Readonly<Record<string, string>> = {
  member: 'Mitglied',
  manager: 'Manager',
  owner: 'Eigentümer',
  viewer: 'Betrachter',
  editor: 'Bearbeiter',
  admin: 'Admin',
};
const called = (role: string) => roles[role] ?? inert(role, MAX_NAME);

const security: Record<SecurityFact, string> = {
  'new-device': 'Ein neues Gerät hat sich an Ihrem Konto angemeldet',
  'new-country': 'Eine Anmeldung an Ihrem Konto aus einem anderen Land',
  'many-accounts': 'Eine verdächtige Anmeldung an Ihrem Konto',
  'token-reuse': 'Wir haben eine Ihrer Sitzungen beendet',
  'password-changed': 'Ihr Passwort wurde geändert',
  'email-changed': 'Ihre E-Mail-Adresse wurde geändert',
  locked: 'Ihr Konto ist für eine Weile gesperrt',
  'identity-linked': 'Ein weiterer Weg zur Anmeldung wurde mit Ihrem Konto verbunden',
  'mfa-enabled': 'Die Anmeldung in zwei Schritten ist eingeschaltet',
  'mfa-disabled': 'Die Anmeldung in zwei Schritten ist ausgeschaltet',
  'mfa-reset': 'Ein Admin hat Ihre zweiten Faktoren entfernt',
  'backup-codes-renewed': 'Sie haben neue Ersatzcodes',
  'passkey-added': 'Ihr Konto hat einen neuen Passkey',
  'passkey-removed': 'Ein Passkey wurde von Ihrem Konto entfernt',
};
const jobs: Readonly<Record<string, string>> = {
  'data-export': 'Der Export Ihrer Daten',
  'export-json': 'Ihr JSON-Export',
  'export-csv': 'Ihr CSV-Export',
  'export-markdown': 'Ihr Markdown-Export',
  'export-calendar': 'Ihr Kalender-Export',
  'export-pdf': 'Ihr PDF-Export',
  'export-handwriting': 'Ihr Export in Handschrift',
  'import-json': 'Ihr Import von JSON',
  'import-csv': 'Ihr Import von CSV',
  'import-ics': 'Ihr Import eines Kalenders',
  'import-todoist': 'Ihr Import aus Todoist',
  'import-trello': 'Ihr Import aus Trello',
  'import-json-check': 'Die Prüfung Ihres Imports von JSON',
  'import-csv-check': 'Die Prüfung Ihres Imports von CSV',
  'import-ics-check': 'Die Prüfung Ihres Imports eines Kalenders',
  'import-todoist-check': 'Die Prüfung Ihres Imports aus Todoist',
  'import-trello-check': 'Die Prüfung Ihres Imports aus Trello',
};
const job = (type: string) => jobs[type] ?? `Ihr Auftrag „${inert(type.replaceAll('-', ' '), MAX_NAME)}“`;

/** The sentences in German. */
export const de: Texts = {
  assigned: ({ by, title, planner }) => ({
    title:
      by === null
        ? `${thing(title)} ist Ihnen zugewiesen`
        : `${names(by)} hat Ihnen ${thing(title)} zugewiesen`,
    body: `Im Planer ${thing(planner)}.`,
  }),
  assignedMany: ({ by, count, planner }) => ({
    title:
      by === null
        ? `Ihnen sind ${count} Aktivitäten zugewiesen`
        : `${names(by)} hat Ihnen ${count} Aktivitäten zugewiesen`,
    body: `Im Planer ${thing(planner)}.`,
  }),
  mentioned: ({ by, title, text }) => ({
    title: `${names(by)} hat Sie bei ${thing(title)} erwähnt`,
    body: inert(text, MAX_EXCERPT),
  }),
  commented: ({ by, title, text }) => ({
    title: `${names(by)} hat ${thing(title)} kommentiert`,
    body: inert(text, MAX_EXCERPT),
  }),
  // Not by whom: whoever invites strangers could call themselves anything.
  invited: ({ what, name, role }) => ({
    title: `Sie sind in ${accusative(what)} ${thing(name)} eingeladen`,
    body: `Als ${called(role)}. Der Link zum Annehmen steht in der Mail an Ihre Adresse.`,
  }),
  shared: ({ by, what, name, role }) => ({
    title: `${names(by)} hat ${accusative(what)} ${thing(name)} mit Ihnen geteilt`,
    body: `Sie sind dort ${called(role)}.`,
  }),
  roleChanged: ({ by, what, name, role }) => ({
    title: `${names(by)} hat Ihre Rolle geändert, für ${accusative(what)} ${thing(name)}`,
    body: `Sie sind dort jetzt ${called(role)}.`,
  }),
  madeOwner: ({ by, what, name }) => ({
    title: `${names(by)} hat Ihnen ${accusative(what)} ${thing(name)} übergeben`,
    body: 'Sie sind jetzt Eigentümer.',
  }),
  reminded: ({ title, due }, { timezone }) => ({
    title: `Erinnerung: ${inert(title, MAX_TITLE)}`,
    body: due === null ? '' : `Fällig um ${clock(due, timezone)}.`,
  }),
  jobDone: ({ type }) => ({ title: `${job(type)} ist fertig`, body: '' }),
  jobFailed: ({ type }) => ({
    title: `${job(type)} konnte nicht fertiggestellt werden`,
    body: 'Sie können es noch einmal versuchen.',
  }),
  webhookDisabled: ({ host, reason }) => ({
    title: `Ihr Webhook bei ${inert(host, MAX_TITLE)} wurde abgeschaltet`,
    body:
      reason === 'gone'
        ? 'Sein Empfänger hat geantwortet, dass es ihn nicht mehr gibt (410).'
        : 'Er ist zu lange gescheitert.',
  }),
  billing: billingDe,
  security: ({ what, device, country }) => ({
    title: security[what],
    body: [
      device === undefined ? '' : `Es war ${inert(device, MAX_NAME)}${country ? `, aus ${country}` : ''}.`,
      'Wenn Sie das nicht waren, ändern Sie Ihr Passwort und beenden Sie alle Sitzungen.',
    ]
      .filter((line) => line !== '')
      .join(' '),
  }),
};

function clock(time: string, zone: string): string {
  const format = "HH:mm 'Uhr' (ZZZZ) 'am' d. LLLL yyyy";
  return inZone(new Date(time), zone).setLocale('de').toFormat(format);
}
