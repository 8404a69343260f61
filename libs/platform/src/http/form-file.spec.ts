import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { fileOfForm, type FormFile } from './form-file';

const TYPE = 'multipart/form-data; boundary=xx';
const CONTENT = 'hello\r\n--x\r\n-- world';
const DISPOSITION = 'Content-Disposition: form-data; name="file"; filename="a.txt"\r\n';

const form = (head = DISPOSITION, content = CONTENT) => `--xx\r\n${head}\r\n${content}\r\n--xx--\r\n`;

/** Each piece by itself, as a slow network brings them. */
async function* slowly(pieces: readonly string[]): AsyncGenerator<Buffer> {
  for (const piece of pieces) {
    await new Promise(setImmediate);
    yield Buffer.from(piece, 'latin1');
  }
}

function taken(
  pieces: readonly string[],
  type = TYPE,
): Promise<{ content: string; declaredType: string | undefined }> {
  const take = async ({ content, declaredType }: FormFile) => ({
    content: (await buffer(content)).toString('latin1'),
    declaredType,
  });
  return fileOfForm(Readable.from(slowly(pieces), { objectMode: false }), type, { take });
}

describe('the file of a form', () => {
  it.each([
    ['as it is', form()],
    ['with something before and after', `before\r\n\r\n--x\r\n${form()}after\r\n--xx--\r\n--xx`],
  ])('comes whole however the form is cut: %s', async (_name, text) => {
    for (let cut = 1; cut < text.length; cut += 1)
      expect([cut, (await taken([text.slice(0, cut), text.slice(cut)])).content]).toEqual([cut, CONTENT]);
    expect((await taken([...text])).content).toBe(CONTENT);
    expect((await taken([text])).content).toBe(CONTENT);
  });

  it.each([
    ['multipart/form-data; charset=utf-8; Boundary="xx"', CONTENT],
    ['multipart/form-data; boundary=xx; a=b', 'a'],
  ])('comes whole with %s', async (type, content) => {
    const text = form(DISPOSITION, content);
    expect((await taken([text.slice(0, -2), '\r\n'], type)).content).toBe(content);
  });

  it('is of the type that its part says, and of none where that says none', async () => {
    const typeOf = async (head: string) =>
      (await taken([...form(head, 'a\r\nContent-Type: b')])).declaredType;
    expect(await typeOf(DISPOSITION)).toBeUndefined();
    expect(await typeOf(`${DISPOSITION}Content-Type:\r\n`)).toBeUndefined();
    expect(await typeOf(`X-Content-Type: text/csv\r\n${DISPOSITION}`)).toBeUndefined();
    expect(await typeOf(`${DISPOSITION}Content-Type: text/plain\r\n`)).toBe('text/plain');
    expect(await typeOf(`CONTENT-TYPE:\tText/CSV; charset=utf-8\r\n${DISPOSITION}`)).toBe('text/csv');
  });

  it('that breaks off is refused', async () => {
    for (const less of [3, 5, 10, 30])
      await expect(taken([form().slice(0, -less)])).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
  });
});
