import fc from 'fast-check';
import { mailLanguageOf, mailTime } from './mail-language';
import { renderMail, type MailContent } from './mail-template';

const content: MailContent = {
  subject: 'Hello',
  greeting: 'Hello',
  paragraphs: ['One', 'Two'],
  facts: [{ label: 'When', value: 'now' }],
  items: [{ title: 'Plants', body: 'Water them', time: '08:00', url: 'https://almanac.example/1' }],
  action: { label: 'Open', url: 'https://almanac.example/?a=1&b=2' },
  otherwise: { text: 'Not you?', label: 'Say so', url: 'https://almanac.example/no' },
  footer: 'Because.',
  footerLinks: [{ label: 'No more', url: 'https://almanac.example/stop' }],
};

describe('a mail', () => {
  it('says the same in text and HTML', () => {
    const { text, html } = renderMail(content);
    expect(text).toBe(
      [
        'Hello',
        'One',
        'When: now',
        'Two',
        '* Plants (08:00)\n  Water them\n  https://almanac.example/1',
        'Open:\nhttps://almanac.example/?a=1&b=2',
        'Not you? Say so:\nhttps://almanac.example/no',
        '-- \nBecause.\nNo more: https://almanac.example/stop',
      ].join('\n\n'),
    );
    for (const said of [
      'Hello',
      'One',
      'When',
      'Two',
      'Plants',
      'Water them',
      'Not you?',
      'Because.',
      'No more',
    ])
      expect(html).toContain(said);
    // As a button, and as an address to copy.
    expect(html.split('href="https://almanac.example/?a=1&amp;b=2"')).toHaveLength(3);
    expect(html).toContain('prefers-color-scheme:dark');
    expect(html).not.toMatch(/<img|<script|src=|url\(/);
  });

  it('closes its facts by a rule of their own only where something comes below them', () => {
    const { items, action, otherwise, ...short } = { ...content, paragraphs: ['One'] };
    const rules = (mail: MailContent) => renderMail(mail).html.split('border-bottom:1px solid').length - 1;
    expect(rules(short)).toBe(0);
    for (const below of [{ items }, { action }, { otherwise }, { paragraphs: ['One', 'Two'] }])
      expect(rules({ ...short, ...below })).toBe(1);
  });

  it('keeps whatever people have typed inert', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (typed) => {
        const hostile = `${typed}<script>alert(1)</script>"'>\r\nBcc: eve@example.org\u202e`;
        const { subject, text, html } = renderMail({
          ...content,
          subject: hostile,
          greeting: hostile,
          paragraphs: [hostile],
          preheader: hostile,
          facts: [{ label: hostile, value: hostile }],
          items: [{ title: hostile, body: hostile, time: hostile, url: `javascript:${hostile}` }],
        });
        expect(subject).not.toMatch(/[\r\n\u202e]/);
        expect(text).not.toMatch(/^Bcc:/m);
        expect(text).not.toContain('\u202e');
        expect(html).not.toContain('<script');
        expect(html).not.toContain('javascript:');
      }),
      { numRuns: 50 },
    );
  });

  it('comes in the language and with the time of its reader', () => {
    expect(['de-AT', 'DE', 'en-GB', 'ja', '', undefined].map(mailLanguageOf)).toEqual([
      'de',
      'de',
      'en',
      'en',
      'en',
      'en',
    ]);
    const time = '2026-11-26T13:03:00.000Z';
    expect(mailTime(time, { language: 'en', timezone: 'Europe/Vienna' })).toBe(
      '14:03 (GMT+1) on 26 November 2026',
    );
    expect(mailTime(new Date(time), { language: 'de', timezone: 'Europe/Vienna' })).toBe(
      '14:03 Uhr (MEZ) am 26. November 2026',
    );
    expect(mailTime(time, { language: 'en', timezone: 'Mars/Phobos' })).toBe(
      '13:03 (UTC) on 26 November 2026',
    );
    expect(renderMail({ ...content, language: 'de' }).html).toContain('<html lang="de"');
  });
});
