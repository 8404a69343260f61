import { FontBook, type FontStyle } from './font-book';
import { prepareFonts } from './font-catalogue';
import { GLYPH } from './harfbuzz';

jest.setTimeout(60_000);

let book: FontBook;
beforeAll(async () => {
  await prepareFonts();
  book = new FontBook('sc');
});

const styles: FontStyle[] = [
  { typeface: 'sans', weight: 400 },
  { typeface: 'cursive', weight: 400 },
  { typeface: 'print', weight: 400 },
];

function shaped(text: string, style: FontStyle): { boxes: number; text: string; width: number } {
  const { runs, width } = book.shape(text, style, false, undefined);
  const boxes = runs.flatMap(({ glyphs }) => [...glyphs].filter((id, at) => at % GLYPH === 0 && id === 0));
  return { boxes: boxes.length, text: runs.map((run) => run.text).join(''), width };
}

describe.each(styles)('what no font has, in $typeface', (style) => {
  it.each([
    ['𝔘𝔫𝔦𝔠𝔬𝔡𝔢', 'Unicode'],
    ['𝗕𝗼𝗹𝗱 𝟙𝟚', 'Bold 12'],
    ['ℕ', 'N'],
    ['Z\u0338\u0321\u031b\u034e\u033aa\u0337\u0359b', 'Zab'],
  ])('is shown plainer, and stays what it is: %s', (text, plain) => {
    const { boxes, text: kept, width } = shaped(text, style);
    expect([boxes, kept]).toEqual([0, text]);
    expect(width).toBeCloseTo(shaped(plain, style).width, 1);
  });

  it('is a box where there is nothing plainer', () => {
    expect(shaped('\u{12000}', style)).toMatchObject({ boxes: 1, text: '\u{12000}' });
  });

  it('is not what some font has', () => {
    for (const text of ['e\u0301', 'ọ\u0301', '½', 'ﬁ', '①', '👨‍👩‍👧‍👦', 'ก็', 'क्षि'])
      expect(shaped(text, style)).toMatchObject({ boxes: 0, text });
  });
});
