import type { NotificationKind } from '@almanac/contracts';

/** The words around notifications where they leave the app. */
export interface ChannelWords {
  when: string;
  /** Before the title of the planner that a thing lies in. */
  where: string;
  open: string;
  openAll: string;
  unsubscribe: string;
  digest(count: number): string;
  digestLead: string;
  /** So many that the mail has no room for. */
  digestMore(count: number): string;
  /** Why somebody gets a mail of this kind. */
  reasons: Record<NotificationKind | 'digest', string>;
}

const en: ChannelWords = {
  when: 'When',
  where: 'Planner',
  open: 'Open in Almanac',
  openAll: 'Open Almanac',
  unsubscribe: 'No more mails of this kind',
  digest: (count) => (count === 1 ? 'One thing is new in Almanac' : `${count} things are new in Almanac`),
  digestLead: 'This is what has happened since the last summary.',
  digestMore: (count) => (count === 1 ? 'And one more.' : `And ${count} more.`),
  reasons: {
    assignment: 'You get this mail because something was assigned to you.',
    mention: 'You get this mail because somebody mentioned you.',
    comment: 'You get this mail because somebody commented on something of yours.',
    invitation: 'You get this mail because somebody invited you.',
    share: 'You get this mail because something was shared with you.',
    reminder: 'You get this mail because you asked to be reminded.',
    job: 'You get this mail because something that you asked for is done.',
    security:
      'You get this mail because it concerns the security of your account. It cannot be switched off.',
    billing: 'You get this mail because it concerns your subscription.',
    gathering: 'You get this mail because it concerns an event that you take part in.',
    milestone: 'You get this mail because you have reached something.',
    digest: 'You get this mail because you have chosen summaries by e-mail.',
  },
};

const de: ChannelWords = {
  when: 'Wann',
  where: 'Planer',
  open: 'In Almanac öffnen',
  openAll: 'Almanac öffnen',
  unsubscribe: 'Keine solchen Mails mehr',
  digest: (count) => (count === 1 ? 'Eine Neuigkeit in Almanac' : `${count} Neuigkeiten in Almanac`),
  digestLead: 'Das ist seit der letzten Zusammenfassung geschehen.',
  digestMore: (count) => (count === 1 ? 'Und eine weitere.' : `Und ${count} weitere.`),
  reasons: {
    assignment: 'Sie bekommen diese Mail, weil Ihnen etwas zugewiesen wurde.',
    mention: 'Sie bekommen diese Mail, weil jemand Sie erwähnt hat.',
    comment: 'Sie bekommen diese Mail, weil jemand etwas von Ihnen kommentiert hat.',
    invitation: 'Sie bekommen diese Mail, weil jemand Sie eingeladen hat.',
    share: 'Sie bekommen diese Mail, weil etwas mit Ihnen geteilt wurde.',
    reminder: 'Sie bekommen diese Mail, weil Sie erinnert werden wollten.',
    job: 'Sie bekommen diese Mail, weil etwas fertig ist, um das Sie gebeten haben.',
    security:
      'Sie bekommen diese Mail, weil es um die Sicherheit Ihres Kontos geht. Sie lässt sich nicht abschalten.',
    billing: 'Sie bekommen diese Mail, weil es um Ihr Abonnement geht.',
    gathering: 'Sie bekommen diese Mail, weil es um eine Veranstaltung geht, an der Sie teilnehmen.',
    milestone: 'Sie bekommen diese Mail, weil Sie etwas erreicht haben.',
    digest: 'Sie bekommen diese Mail, weil Sie Zusammenfassungen per E-Mail gewählt haben.',
  },
};

export const channelWords: Record<'en' | 'de', ChannelWords> = { en, de };
