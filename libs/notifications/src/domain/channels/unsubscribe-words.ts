import type { NotificationKind } from '@almanac/contracts';

/** The words of the page that unsubscribe links lead to. */
export interface UnsubscribeWords {
  title: string;
  question(mails: string): string;
  button: string;
  doneTitle: string;
  done(mails: string): string;
  wrongTitle: string;
  wrong: string;
  /** Mails about what, by kind; `digest`: all that digests bring. */
  mailsAbout: Record<Exclude<NotificationKind, 'security'> | 'digest', string>;
}

const en: UnsubscribeWords = {
  title: 'Unsubscribe',
  question: (mails) => `No more mails about ${mails}?`,
  button: 'Unsubscribe',
  doneTitle: 'You are unsubscribed',
  done: (mails) =>
    `We send you no more mails about ${mails}. You can switch them on again in your preferences.`,
  wrongTitle: 'This link does not work',
  wrong: 'It is not one of ours, or not all of it. Please open it from the mail once more.',
  mailsAbout: {
    assignment: 'what is assigned to you',
    mention: 'comments that mention you',
    comment: 'comments',
    invitation: 'invitations',
    share: 'what is shared with you',
    reminder: 'your reminders',
    job: 'work that you have started',
    billing: 'billing',
    gathering: 'gatherings',
    milestone: 'milestones',
    digest: 'anything but security',
  },
};

const de: UnsubscribeWords = {
  title: 'Mails abbestellen',
  question: (mails) => `Keine Mails mehr über ${mails}?`,
  button: 'Abbestellen',
  doneTitle: 'Die Mails sind abbestellt',
  done: (mails) =>
    `Wir schicken Ihnen keine Mails mehr über ${mails}. In Ihren Einstellungen können Sie sie wieder einschalten.`,
  wrongTitle: 'Dieser Link geht nicht',
  wrong: 'Er ist keiner von uns oder nicht vollständig. Bitte öffnen Sie ihn noch einmal aus der Mail.',
  mailsAbout: {
    assignment: 'das, was Ihnen zugewiesen wird',
    mention: 'Kommentare, die Sie erwähnen',
    comment: 'Kommentare',
    invitation: 'Einladungen',
    share: 'das, was mit Ihnen geteilt wird',
    reminder: 'Ihre Erinnerungen',
    job: 'Aufträge, die Sie gestartet haben',
    billing: 'Ihr Abonnement',
    gathering: 'Veranstaltungen',
    milestone: 'Erreichtes',
    digest: 'irgendetwas außer der Sicherheit Ihres Kontos',
  },
};

export const unsubscribeWords: Record<'en' | 'de', UnsubscribeWords> = { en, de };
