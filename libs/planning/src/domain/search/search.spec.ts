import * as fc from 'fast-check';
import { escapeHtml } from '@almanac/kernel';
import { fold } from './fold';
import { hasAllLike, resembles, slips } from './likeness';
import { parseQuery } from './search-query';
import { marksIn, snippetOf } from './snippet';

describe('a query taken apart', () => {
  test.each([
    ['budget', { web: '', prefix: 'budget', either: false, loose: 'budget', without: null }],
    ['tax pap', { web: 'tax', prefix: 'pap', loose: 'tax pap' }],
    ['"tax papers"', { web: '"tax papers"', prefix: null, loose: null }],
    [
      'tax -"old papers" -gone',
      { web: 'tax -"old papers" -"gone"', prefix: null, without: '"old papers" or "gone"' },
    ],
    ['cat or do', { web: 'cat', prefix: 'do', either: true, loose: null }],
    ['会議 plan', { prefix: 'plan', web: ' "会議" ' }],
    ['会議', { prefix: null, web: ' "会議" ' }],
    ['"unclosed phrase', { web: '"unclosed phrase"', prefix: null }],
    ['c++', { web: 'c++', prefix: null, asks: true }],
    ['-gone', { asks: false }],
    ['" "', { asks: false }],
  ])('%s', (text, parts) => {
    expect(parseQuery(text)).toMatchObject(parts);
  });

  test.each([
    ['words', 'w1 w2 w3 w4 w5 w6 w7 w8 w9 w10 w11 w12 w13 -w14', 12],
    ['words in a phrase', `"${'call me '.repeat(20)}"`, 12],
    ['words put together', 'a-'.repeat(100), 12],
    ['words joined by or', 'cat or '.repeat(28), 12],
    ['words of one character', 'ﷺ'.repeat(200), 12],
    ['exclusions', `x ${'-y '.repeat(60)}`, 1],
  ])('as far as its first twelve %s go', (_what, text, count) => {
    const { web, without, terms } = parseQuery(text);
    expect(terms).toHaveLength(count);
    expect(web.match(/[\p{L}\p{N}]+/gu)?.filter((word) => word !== 'or').length ?? 0).toBeLessThanOrEqual(12);
    expect((without ?? '').split(' or ').length).toBeLessThanOrEqual(11);
  });

  test('as far as 36 characters that stand alone go', () => {
    expect(parseQuery('會'.repeat(200)).web).toBe(` "${'會'.repeat(36)}" `);
    expect(parseQuery('a 會議'.repeat(30)).terms.length).toBeLessThanOrEqual(12);
  });

  test('never throws, and gives folded terms', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        for (const term of parseQuery(text).terms) expect(term.text).toBe(fold(term.text));
      }),
    );
  });
});

describe('a snippet', () => {
  const terms = (text: string) => parseQuery(text).terms;
  const snippet = (title: string, body: string, text: string, loose = false) =>
    snippetOf(title, body, terms(text), loose);

  test('marks words without regard to case and accents, and beginnings of the last', () => {
    expect(snippet('T', 'Ein CAFÉ in Zürich', 'cafe zur')).toBe(
      'Ein <mark>CAFÉ</mark> in <mark>Zürich</mark>',
    );
    expect(snippet('T', 'Straße & Söhne', 'strasse sohne')).toBe(
      '<mark>Straße</mark> &amp; <mark>Söhne</mark>',
    );
    expect(snippet('T', 'cafe\u0301 x', 'cafe x')).toBe('<mark>cafe\u0301</mark> <mark>x</mark>');
    expect(snippet('T', '明日の会議です', '会議')).toBe('明日の<mark>会議</mark>です');
    expect(snippet('회의 준비', '', '회의')).toBe('<mark>회의</mark> 준비');
  });

  test('is of the title where the text has nothing, and tells typing errors', () => {
    expect(snippet('The budget', 'Other things', 'budget')).toBe('The <mark>budget</mark>');
    expect(snippet('The budget', 'Other things', 'budgte', true)).toBe('The <mark>budget</mark>');
    expect(snippet('The budget', 'Other things', 'nothing')).toBe('Other things');
  });

  test('is short, and goes around the first mark', () => {
    const html = snippet('T', `${'word '.repeat(500)}needle ${'word '.repeat(500)}`, 'needle');
    expect(html).toMatch(/^…(word )+<mark>needle<\/mark>( word)+…$/);
    expect(html.length).toBeLessThan(260);
  });

  test('lets nothing through but marks, whatever it is given', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 600 }),
      fc.constantFrom(
        '<script>alert(1)</script>',
        '<mark>',
        '</mark><img src=x onerror=1>',
        '&lt;b&gt;',
        '"\'>',
      ),
    );
    fc.assert(
      fc.property(text, text, text, fc.boolean(), (title, body, query, loose) => {
        const html = snippet(title, body, query, loose);
        const bare = html.replaceAll('<mark>', '').replaceAll('</mark>', '');
        expect(bare).not.toMatch(/[<>"']/);
        expect(html.split('<mark>').length).toBe(html.split('</mark>').length);
        const inner = bare.replace(/^…/, '').replace(/…$/, '');
        const whole = [title, body].map((one) => escapeHtml(one.replace(/\s+/gu, ' ').trim()));
        expect(whole.some((one) => one.includes(inner) || one.includes(bare))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('marks lie in order and apart', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (text, query) => {
        const marks = marksIn(text, terms(query), true);
        for (const [index, { from, to }] of marks.entries()) {
          expect(from).toBeLessThan(to);
          expect(from).toBeGreaterThan(marks[index - 1]?.to ?? -1);
        }
      }),
    );
  });
});

describe('likeness', () => {
  const term = (text: string, prefix = false) => ({ text, prefix });

  test.each([
    ['curtains', 'curtians', true],
    ['budget', 'budgte', true],
    ['from', 'form', true],
    ['receive', 'recieve', true],
    ['lamp', 'land', false],
    ['invoice', 'in', false],
    ['cat', 'car', false],
    ['meeting', 'metting', true],
    ['quarterly', 'quratrely', true],
    ['quarterly', 'quratrelx', false],
  ])('%s for %s: %s', (word, text, expected) => {
    expect(resembles(word, term(text))).toBe(expected);
  });

  test('a word that is only begun', () => {
    expect(resembles('presentation', term('persent', true))).toBe(true);
    expect(resembles('presentation', term('persent'))).toBe(false);
    expect(hasAllLike('The Présentation, tomorrow', [term('tomorow'), term('persent', true)])).toBe(true);
    expect(hasAllLike('The presentation', [term('tomorow'), term('persent', true)])).toBe(false);
  });

  test('is judged by the distance, whatever is sorted out before', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd'), minLength: 4, maxLength: 9 });
    fc.assert(
      fc.property(word, word, (one, other) => {
        const most = one.length < 8 ? 1 : 2;
        expect(resembles(other, term(one))).toBe(slips(one, other) <= most);
      }),
    );
  });

  test('is a distance', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 });
    fc.assert(
      fc.property(word, word, (one, other) => {
        expect(slips(one, other)).toBe(slips(other, one));
        expect(slips(one, other) === 0).toBe(one === other);
        expect(slips(one, other)).toBeLessThanOrEqual(Math.max(one.length, other.length));
        expect(slips(one, one + other, true)).toBe(0);
      }),
    );
  });
});
