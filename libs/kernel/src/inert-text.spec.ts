import fc from 'fast-check';
import { escapeHtml, oneLine, shortened, withoutDirections } from './inert-text';

describe('what people write, in texts of ours', () => {
  it.each([
    ['a name\r\nBcc: everybody@example.com', 'a name Bcc: everybody@example.com'],
    ['two\u2028lines\u2029and\u0085more', 'two lines and more'],
    ['\u001b[31mred\u0007', ' [31mred '],
    ['\u202egnp.exe\u2066 \u200f\u061cx', 'gnp.exe x'],
    ['שלום עולם 👩🏽‍🚀', 'שלום עולם 👩🏽‍🚀'],
  ])('%j is %j in one line', (text, line) => expect(oneLine(text)).toBe(line));

  it('keeps its lines where only directions are taken out', () => {
    expect(withoutDirections('one\u202d\ntwo')).toBe('one\ntwo');
  });

  it('has no character of HTML left in it', () => {
    expect(escapeHtml(`<a href="x" title='y'>&</a>`)).toBe(
      '&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;&lt;/a&gt;',
    );
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(escapeHtml(text)).not.toMatch(/[<>"']|&(?!(?:amp|lt|gt|quot|#39);)/);
      }),
    );
  });

  it.each([
    ['short', 5, 'short'],
    ['longer', 5, 'long…'],
    ['one two', 5, 'one…'],
    ['🦉🦉🦉', 3, '🦉🦉🦉'],
    ['🦉🦉🦉🦉', 3, '🦉🦉…'],
  ])('%j in %d characters is %j', (text, length, short) => expect(shortened(text, length)).toBe(short));
});
