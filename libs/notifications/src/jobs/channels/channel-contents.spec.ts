import { renderMail } from '@almanac/platform';
import type { ClaimedDelivery } from '../../application/deliveries';
import { notificationMail } from './notification-mail.content';
import { pushMessage } from './notification-push.content';
import { notificationText } from './notification-text';

const PUBLIC_URL = 'https://almanac.example';
const HOME = 'https://app.almanac.example';

function claimed(changes: Partial<ClaimedDelivery> = {}): ClaimedDelivery {
  const one = (id: string, title: string) => ({
    id,
    kind: 'mention' as const,
    title,
    body: '“Shall we?”',
    where: 'Spring fair',
    url: `${HOME}/${id}`,
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
    triedAt: null,
    unsubscribeUrl: `${PUBLIC_URL}/unsubscribe?token=x`,
    notifications: [one('n1', 'Bob mentioned you'), one('n2', 'Eve mentioned you')],
    ...changes,
  };
}

describe('what a channel says', () => {
  it('is a list in a digest, each with its time and link', () => {
    const mail = notificationMail(claimed(), HOME);
    expect(mail).toMatchObject({
      subject: '2 things are new in Almanac',
      preheader: 'Bob mentioned you · Eve mentioned you',
      footer: 'You get this mail because you have chosen summaries by e-mail.',
      footerLinks: [{ label: 'No more mails of this kind', url: `${PUBLIC_URL}/unsubscribe?token=x` }],
    });
    expect(mail.items?.[1]).toEqual({
      title: 'Eve mentioned you',
      body: '“Shall we?”',
      url: `${HOME}/n2`,
      time: '08:03 (EST) on 26 November 2026 · Spring fair',
    });
    expect(mail.action).toEqual({ label: 'Open Almanac', url: HOME });
  });

  it('is the fact itself where there is one, in the language of the reader', () => {
    const [first] = claimed().notifications;
    const one = claimed({
      kind: 'security',
      language: 'de-CH',
      unsubscribeUrl: undefined,
      notifications: first ? [{ ...first, title: 'x'.repeat(300) }] : [],
    });
    const mail = notificationMail(one, HOME);
    expect(mail.subject).toBe(`${'x'.repeat(119)}…`);
    expect(mail.greeting).toHaveLength(300);
    expect(mail.action).toEqual({ label: 'In Almanac öffnen', url: `${HOME}/n1` });
    expect(mail.facts?.[0]).toEqual({ label: 'Planer', value: 'Spring fair' });
    expect(mail.footer).toContain('lässt sich nicht abschalten');
    expect(mail.footerLinks).toEqual([]);
    expect(notificationText(one, HOME)).toBe(`Almanac: ${'x'.repeat(199)}… ${HOME}/n1`);
  });

  it('counts in a text message and in a push what is more than one', () => {
    expect(notificationText(claimed(), HOME)).toBe(`Almanac: 2 things are new in Almanac ${HOME}`);
    expect(pushMessage(claimed())).toMatchObject({
      title: '2 things are new in Almanac',
      body: 'Bob mentioned you · Eve mentioned you',
      url: undefined,
    });
    expect(pushMessage(claimed({ notifications: [] }))).toBeUndefined();
  });

  it('says where a thing is, and has no button, where there is no front-end', () => {
    const [first] = claimed().notifications;
    const told = first ? [{ ...first, url: undefined }] : [];
    const mail = notificationMail(claimed({ kind: 'mention', notifications: told }), undefined);
    expect(mail.action).toBeUndefined();
    expect(mail.facts?.[0]).toEqual({ label: 'Planner', value: 'Spring fair' });
    const said = told.map((one) => ({ ...one, body: 'In the planner “Spring fair”.' }));
    expect(notificationMail(claimed({ kind: 'assignment', notifications: said }), undefined).facts).toEqual([
      { label: 'When', value: expect.stringContaining('2026') },
    ]);
    const list = notificationMail(claimed({ notifications: told }), undefined);
    expect(list.action).toBeUndefined();
    expect(notificationText(claimed({ kind: 'mention', notifications: told }), undefined)).not.toContain(
      'http',
    );
  });

  it('has room for fifty things in a digest, and counts the others', () => {
    const [first] = claimed().notifications;
    const many = Array.from({ length: 5000 }, (_none, index) =>
      first ? [{ ...first, title: `Thing ${index}` }] : [],
    ).flat();
    const mail = notificationMail(claimed({ notifications: many }), HOME);
    expect(mail.subject).toBe('5000 things are new in Almanac');
    expect(mail.items).toHaveLength(50);
    expect(mail.afterItems).toBe('And 4950 more.');
    const { html, text } = renderMail(mail);
    expect(text).toContain('And 4950 more.');
    expect(Buffer.byteLength(html)).toBeLessThan(100_000);
  });
});
