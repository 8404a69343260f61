import fc from 'fast-check';
import { noteLines } from './note-lines';

const shown = (markdown: string): string[] =>
  noteLines(markdown).map(({ indent, marker = '', parts }) => {
    const text = parts.map((part) => (part.bold ? `<${part.text}>` : part.text)).join('');
    return `${' '.repeat(indent)}${marker}|${text}`;
  });

describe('notes', () => {
  it('have headings, lists, tasks, numbers, quotations and bold', () => {
    expect(shown('# Head\n- a **b** c\n  * deep\n1. one\n- [ ] to do\n- [X] done\n> said\nplain')).toEqual([
      ...['|<Head>', '•|a <b> c', ' •|deep', '1.|one', '☐|to do', '☑|done', ' |said', '|plain'],
    ]);
  });

  it('leave alone what is not meant so', () => {
    expect(shown('2 ** 3 ** 4\n**open\n****\n#tag\n-dash\n<b>x</b>\n[a](javascript:b)')).toEqual([
      ...['|2 ** 3 ** 4', '|**open', '|****', '|#tag', '|-dash', '|<b>x</b>', '|[a](javascript:b)'],
    ]);
  });

  it('have tables, whose rows are lines with their cells apart', () => {
    const table =
      '| Item | **Cost** |\n| --- | :-: |\n| Hall | 1,200 € | more |\n|  | a\\|b |\nplain\n| a | b |';
    expect(shown(`Look:\n\n${table}`)).toEqual([
      ...['|Look:', '|<Item  ·  Cost>', '|Hall  ·  1,200 €', '|–  ·  a|b', '|plain', '|| a | b |'],
    ]);
    expect(noteLines(`Look:\n\n${table}`).map(({ spaced }) => spaced)).toEqual([
      ...[false, true, false, false, false, false],
    ]);
    // No table without its second line, none of other widths, none in code.
    for (const text of ['| a | b |\n| c | d |', '| a | b |\n| --- |', '```\n| a |\n| - |'])
      expect(shown(text).at(-1)).toContain('| ');
    expect(shown('| a |\n\n| --- |')).toEqual(['|| a |', '|| --- |']);
  });

  it('keep code as it is', () => {
    expect(shown('```js\n  - **a**\n```\n- b')).toEqual([' |\u00a0\u00a0- **a**', '•|b']);
  });

  it('lose no letter', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom('a', 'b', '*', '-', '#', '>', '`', ' ', '\n', '1', '.', '[', ']', 'x'),
        }),
        (text) => {
          const letters = (value: string): string => value.replace(/[^ab]/g, '');
          const inFence = /^\s*(```|~~~)/m.test(text);
          if (!inFence) expect(letters(shown(text).join(''))).toBe(letters(text));
        },
      ),
    );
  });
});
