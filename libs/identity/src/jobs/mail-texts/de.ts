import type { SecondFactorChange } from '@almanac/contracts';
import type { AccountMailTexts, NoticeFacts } from './account-mail-texts';

const factors: Record<SecondFactorChange, { subject: string; what: string }> = {
  'mfa-enabled': {
    subject: 'Die Anmeldung in zwei Schritten ist eingeschaltet',
    what: 'Von nun an fragt Ihr Konto bei der Anmeldung nach einem Code Ihrer Authenticator-App. Bewahren Sie die Ersatzcodes dort auf, wo Sie sie auch ohne Ihr Telefon finden.',
  },
  'mfa-disabled': {
    subject: 'Die Anmeldung in zwei Schritten ist ausgeschaltet',
    what: 'Ihr Konto fragt bei der Anmeldung nicht mehr nach einem Code, und die Ersatzcodes gelten nicht mehr.',
  },
  'mfa-reset': {
    subject: 'Die Anmeldung in zwei Schritten wurde von Ihrem Konto genommen',
    what: 'Das hat ein Admin getan, wie für Menschen, die ihr Telefon verloren haben. Ihr Konto fragt nicht mehr nach einem Code, die Ersatzcodes gelten nicht mehr, und Sie wurden überall abgemeldet.',
  },
  'backup-codes-renewed': {
    subject: 'Sie haben neue Ersatzcodes',
    what: 'Die früheren Ersatzcodes Ihres Kontos gelten nicht mehr.',
  },
  'passkey-added': {
    subject: 'Ihr Konto hat einen neuen Passkey',
    what: 'Wer ihn hat, kann sich ohne Passwort an Ihrem Konto anmelden.',
  },
  'passkey-removed': {
    subject: 'Ein Passkey wurde von Ihrem Konto entfernt',
    what: 'Mit ihm kann sich niemand mehr an Ihrem Konto anmelden.',
  },
};

const notices: Record<NoticeFacts['kind'], { subject: string; happened: string }> = {
  'new-device': {
    subject: 'Ein neues Gerät hat sich an Ihrem Konto angemeldet',
    happened: 'Jemand hat sich von einem Gerät an Ihrem Konto angemeldet, das wir nicht kannten.',
  },
  'new-country': {
    subject: 'Eine Anmeldung an Ihrem Konto aus einem anderen Land',
    happened:
      'Jemand hat sich aus einem Land an Ihrem Konto angemeldet, aus dem es bisher nicht benutzt wurde.',
  },
  'many-accounts': {
    subject: 'Eine verdächtige Anmeldung an Ihrem Konto',
    happened:
      'Jemand hat sich von einer Adresse an Ihrem Konto angemeldet, die es auch bei vielen anderen Konten versucht hat.',
  },
  'token-reuse': {
    subject: 'Wir haben eine Ihrer Sitzungen beendet',
    happened:
      'Ein Schlüssel, der eines Ihrer Geräte angemeldet hält, wurde zweimal benutzt. Vielleicht hatte ein Fremder eine Kopie; deshalb haben wir dieses Gerät abgemeldet.',
  },
};

const things: Readonly<Record<string, string>> = {
  team: 'in das Team',
  planner: 'in den Planer',
  plan: 'in den Plan',
};
const roles: Readonly<Record<string, string>> = {
  member: 'Mitglied',
  manager: 'Manager',
  owner: 'Eigentümer',
  viewer: 'Betrachter',
  editor: 'Bearbeiter',
  admin: 'Admin',
};

/** Mails about accounts in German. */
export const de: AccountMailTexts = {
  footer:
    'Sie bekommen diese Mail, weil diese Adresse für ein Konto bei Almanac angegeben wurde. Wenn Sie das nicht waren, brauchen Sie nichts zu tun.',
  verifyEmail: (url) => ({
    subject: 'Bitte bestätigen Sie Ihre E-Mail-Adresse',
    greeting: 'Willkommen bei Almanac',
    paragraphs: [
      'Bitte bestätigen Sie, dass diese Adresse Ihnen gehört, damit wir Sie wegen Ihres Kontos erreichen können.',
      'Der Link gilt 24 Stunden und für einmal.',
    ],
    action: { label: 'Meine Adresse bestätigen', url },
  }),
  registrationRepeated: () => ({
    subject: 'Sie haben schon ein Konto',
    greeting: 'Sie haben schon ein Konto bei Almanac',
    paragraphs: [
      'Jemand, vielleicht Sie, wollte mit dieser Adresse ein neues Konto anlegen. Es wurde nichts geändert.',
      'Wenn Sie es waren: Melden Sie sich mit dem Passwort an, das Sie damals gewählt haben.',
    ],
  }),
  resetPassword: (url) => ({
    subject: 'Wählen Sie ein neues Passwort',
    greeting: 'Haben Sie Ihr Passwort vergessen?',
    paragraphs: [
      'Jemand, hoffentlich Sie, hat um ein neues Passwort für Ihr Konto gebeten. Mit diesem Link können Sie eines wählen; er gilt eine Stunde und für einmal.',
      'Wenn Sie es nicht waren, lassen Sie diese Mail liegen: Es hat sich nichts geändert.',
    ],
    action: { label: 'Neues Passwort wählen', url },
  }),
  passwordChanged: () => ({
    subject: 'Ihr Passwort wurde geändert',
    greeting: 'Ihr Passwort wurde geändert',
    paragraphs: [
      'Ihr Konto hat jetzt ein neues Passwort, und Ihre anderen Geräte sind abgemeldet.',
      'Wenn Sie es nicht waren, fordern Sie sofort auf der Anmeldeseite ein neues Passwort an, und sagen Sie es dem Admin dieses Servers.',
    ],
  }),
  confirmOldEmail: (newEmail, confirm, cancel) => ({
    subject: 'Soll Ihr Konto eine andere E-Mail-Adresse bekommen?',
    greeting: 'Eine andere Adresse für Ihr Konto',
    paragraphs: [
      `Jemand, der Ihr Passwort kennt, möchte, dass Ihr Konto die Adresse ${newEmail} bekommt. Sie ändert sich, wenn das hier und dort bestätigt ist. Der Link gilt 24 Stunden.`,
    ],
    action: { label: 'Die Änderung bestätigen', url: confirm },
    otherwise: { text: 'Waren Sie das nicht? Dann', label: 'brechen Sie es ab', url: cancel },
  }),
  confirmNewEmail: (url) => ({
    subject: 'Bitte bestätigen Sie Ihre neue E-Mail-Adresse',
    greeting: 'Ihre neue Adresse',
    paragraphs: [
      'Diese Adresse wurde als die neue eines Kontos bei Almanac angegeben. Bitte bestätigen Sie, dass sie Ihnen gehört; auch die bisherige Adresse des Kontos wird gefragt.',
      'Der Link gilt 24 Stunden.',
    ],
    action: { label: 'Diese Adresse bestätigen', url },
  }),
  emailChanged: (newEmail) => ({
    subject: 'Ihr Konto hat jetzt eine andere E-Mail-Adresse',
    greeting: 'Ihre E-Mail-Adresse wurde geändert',
    paragraphs: [
      `Ihr Konto hat jetzt die Adresse ${newEmail}, wie es hier und dort bestätigt wurde. An diese Adresse kommt dazu keine Mail mehr.`,
    ],
  }),
  accountLocked: (until) => ({
    subject: 'Die Anmeldung an Ihrem Konto ist für 15 Minuten gesperrt',
    greeting: 'Jemand hat fünfmal ein falsches Passwort oder einen falschen Code eingegeben',
    paragraphs: [
      `Um Ihr Konto zu schützen, kann sich bis ${until} niemand von einem neuen Gerät daran anmelden. Geräte, von denen Sie sich schon angemeldet haben, gehen weiter, und Ihre Daten wurden nicht berührt.`,
      'Wenn Sie es waren, warten Sie so lange und versuchen Sie es noch einmal. Wenn nicht, ist niemand hineingekommen. Ist die Anmeldung in zwei Schritten eingeschaltet, kommen falsche Codes von jemandem, der Ihr Passwort kennt: Dann ändern Sie es.',
    ],
  }),
  secondFactorChanged: (change) => {
    const { subject, what } = factors[change];
    const otherwise =
      'Wenn Sie das nicht waren, ändern Sie sofort Ihr Passwort: Das beendet alle anderen Anmeldungen und alles Vertrauen in Geräte.';
    return { subject, greeting: subject, paragraphs: [what, otherwise] };
  },
  identityLinked: (provider) => ({
    subject: `${provider} wurde mit Ihrem Konto verbunden`,
    greeting: `Sie können sich jetzt mit ${provider} anmelden`,
    paragraphs: [
      `Eine Anmeldung bei ${provider} wurde mit Ihrem Konto bei Almanac verbunden. Wer sie hat, kann sich an dem Konto anmelden.`,
      'Wenn Sie das nicht waren, lösen Sie die Verbindung in Ihrem Konto, ändern Sie Ihr Passwort, und melden Sie sich überall ab.',
    ],
  }),
  securityNotice: ({ kind, time, device, ip, country }) => ({
    subject: notices[kind].subject,
    greeting: notices[kind].subject,
    paragraphs: [
      notices[kind].happened,
      'Wenn Sie es waren, brauchen Sie nichts zu tun. Wenn nicht, ändern Sie Ihr Passwort und beenden Sie alle Sitzungen.',
    ],
    facts: [
      { label: 'Wann', value: time },
      { label: 'Gerät', value: device },
      { label: 'Von', value: ip ?? 'einer unbekannten Adresse' },
      ...(country === null ? [] : [{ label: 'Land', value: country }]),
    ],
  }),
  invitation: ({ kind, what, name, inviter, role, email, until, url }) => {
    const into = `${things[kind] ?? `in ${what}`} „${name}“`;
    return {
      subject: `Einladung ${into}`,
      greeting: 'Sie sind eingeladen',
      paragraphs: [
        `${inviter ?? 'Jemand'} lädt Sie ${into} ein, als ${roles[role] ?? role}.`,
        `Melden Sie sich mit einem Konto an, das diese Adresse hat (${email}); wenn Sie noch keines haben, legen Sie eines an. Der Link gilt bis ${until} und für einmal.`,
      ],
      action: { label: 'Die Einladung ansehen', url },
      footer:
        'Sie bekommen diese Mail, weil jemand diese Adresse angegeben hat, um Sie einzuladen. Wenn Sie nicht beitreten möchten, brauchen Sie nichts zu tun.',
    };
  },
  exportReady: (until, url) => ({
    subject: 'Der Export Ihrer Daten ist fertig',
    greeting: 'Ihre Daten sind bereit',
    paragraphs: [
      'Hier ist alles, was dieser Server über Sie hat, als JSON-Dateien in einem ZIP.',
      `Der Link gilt bis ${until}. Er braucht kein Passwort: Geben Sie ihn niemandem.`,
    ],
    action: { label: 'Meine Daten herunterladen', url },
  }),
  accountDeleted: (days, until) => ({
    subject: 'Ihr Konto ist gelöscht',
    greeting: 'Ihr Konto ist gelöscht',
    paragraphs: [
      `Sie sind überall abgemeldet, und Ihre API-Schlüssel gelten nicht mehr. ${days} Tage lang, bis ${until}, bekommen Sie alles zurück, indem Sie sich anmelden. Danach wird es endgültig entfernt.`,
      'Ein Export Ihrer Daten wird gemacht; sein Link kommt mit einer anderen Mail.',
      'Wenn Sie es nicht waren, melden Sie sich an, ändern Sie Ihr Passwort, und sagen Sie es dem Admin dieses Servers.',
    ],
  }),
  accountRestored: () => ({
    subject: 'Ihr Konto ist wieder da',
    greeting: 'Willkommen zurück',
    paragraphs: [
      'Jemand hat sich an Ihrem gelöschten Konto angemeldet und es damit wiederhergestellt: Alles ist, wie es war, und Ihre API-Schlüssel gelten wieder.',
      'Wenn Sie es nicht waren, ändern Sie Ihr Passwort und beenden Sie alle Sitzungen.',
    ],
  }),
};
