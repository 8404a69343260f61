import fc from 'fast-check';
import { canonicalJson, JsonList, type JsonSource } from './canonical-json';

async function textOf(source: JsonSource): Promise<string> {
  let text = '';
  for await (const piece of canonicalJson(source)) text += piece;
  return text;
}

/** Every list written as it comes, and the members of objects the other way round. */
function asItComes(value: unknown): JsonSource {
  if (Array.isArray(value)) return new JsonList(slowly(value));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([name, member]) => [name, asItComes(member)]),
    );
  }
  return value as JsonSource;
}

async function* slowly(items: readonly unknown[]): AsyncGenerator<JsonSource> {
  for (const item of items) {
    await Promise.resolve();
    yield asItComes(item);
  }
}

describe('canonical JSON', () => {
  it('says the same as JSON, in the same bytes whatever order members came in', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ stringUnit: 'grapheme' }), async (value) => {
        const text = await textOf(value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(await textOf(asItComes(value))).toBe(text);
        expect(await textOf(JSON.parse(text) as JsonSource)).toBe(text);
      }),
    );
  });

  it('has the examples of RFC 8785', async () => {
    // Section 3.2.3: sorted by UTF-16 code units.
    const example = {
      '\u20ac': 1,
      '\r': 2,
      '\ufb33': 3,
      '1': 4,
      '\ud83d\ude00': 5,
      '\u0080': 6,
      '\u00f6': 7,
    };
    expect(Object.values(JSON.parse(await textOf(example)) as object)).toHaveLength(7);
    expect((await textOf(example)).match(/\d(?=[,}])/g)).toEqual(['2', '4', '6', '7', '1', '5', '3']);
    expect(await textOf({ b: [56, { d: true, 10: null, 1: [] }], a: 1e21, c: undefined })).toBe(
      '{"a":1e+21,"b":[56,{"1":[],"10":null,"d":true}]}',
    );
  });
});
