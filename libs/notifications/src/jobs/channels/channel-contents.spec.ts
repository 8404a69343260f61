import type { ClaimedDelivery } from '../../application/deliveries';
import { notificationMail, shortened } from './notification-mail.content';
import { pushMessage } from './notification-push.content';
import { notificationText } from './notification-text';

const PUBLIC_URL = 'https://almanac.example';

function claimed(changes: Partial<ClaimedDelivery> = {}): ClaimedDelivery {
  const one = (id: string, title: string) => ({
    id,
    kind: 'mention' as const,
    title,
    body: '“Shall we?”',
    url: `${PUBLIC_URL}/${id}`,
    at: new Date('2026-11-26T13:03:00Z'),
  });
  return {
    id: 'd1',
    channel: 'email',
    userId: 'u1',
    kind: 'digest',
    language: 'en',
    timezone: 'America/New_York',
    email: 'ada@example.org',
    phoneNumber: '+431234567',
    unsubscribeUrl: `${PUBLIC_URL}/unsubscribe?token=x`,
    notifications: [one('n1', 'Bob mentioned you'), one('n2', 'Eve mentioned you')],
    ...changes,
  };
}

describe('what a channel says', () => {
  it('is a list in a digest, each with its time and link', () => {
    const mail = notificationMail(claimed(), PUBLIC_URL);
    expect(mail).toMatchObject({
      subject: '2 things are new in Almanac',
      preheader: 'Bob mentioned you · Eve mentioned you',
      footer: 'You get this mail because you have chosen summaries by e-mail.',
      footerLinks: [{ label: 'No more mails of this kind', url: `${PUBLIC_URL}/unsubscribe?token=x` }],
    });
    expect(mail.items?.[1]).toEqual({
      title: 'Eve mentioned you',
      body: '“Shall we?”',
      url: `${PUBLIC_URL}/n2`,
      time: '08:03 (EST) on 26 November 2026',
    });
  });

  it('is the fact itself where there is one, in the language of the reader', () => {
    const [first] = claimed().notifications;
    const one = claimed({
      kind: 'security',
      language: 'de-CH',
      unsubscribeUrl: undefined,
      notifications: first ? [{ ...first, title: 'x'.repeat(300) }] : [],
    });
    const mail = notificationMail(one, PUBLIC_URL);
    expect(mail.subject).toBe(`${'x'.repeat(119)}…`);
    expect(mail.greeting).toHaveLength(300);
    expect(mail.action).toEqual({ label: 'In Almanac öffnen', url: `${PUBLIC_URL}/n1` });
    expect(mail.footer).toContain('lässt sich nicht abschalten');
    expect(mail.footerLinks).toEqual([]);
    expect(notificationText(one, PUBLIC_URL)).toBe(`Almanac: ${'x'.repeat(199)}… ${PUBLIC_URL}/n1`);
  });

  it('counts in a text message and in a push what is more than one', () => {
    expect(notificationText(claimed(), PUBLIC_URL)).toBe(
      `Almanac: 2 things are new in Almanac ${PUBLIC_URL}`,
    );
    expect(pushMessage(claimed())).toMatchObject({
      title: '2 things are new in Almanac',
      body: 'Bob mentioned you · Eve mentioned you',
      url: undefined,
    });
    expect(pushMessage(claimed({ notifications: [] }))).toBeUndefined();
  });

  it('is cut between letters', () => {
    expect(shortened('🦉🦉🦉', 3)).toBe('🦉🦉🦉');
    expect(shortened('🦉🦉🦉🦉', 3)).toBe('🦉🦉…');
  });
});
