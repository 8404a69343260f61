import fc from 'fast-check';
import { parse } from 'content-disposition';
import { contentDisposition, safeFileName } from './file-name';

describe('a name that a file is saved under', () => {
  it.each([
    ['Spring launch.pdf', 'Spring launch.pdf'],
    ['Frühling – 日本 🌸.pdf', 'Frühling – 日本 🌸.pdf'],
    ['../../etc/passwd', 'etc passwd'],
    ['C:\\Windows\\win.ini', 'C Windows win.ini'],
    ['.hidden', 'hidden'],
    ['a\u202Egnp.exe', 'a gnp.exe'],
    ['line\r\nSet-Cookie: x=1', 'line Set-Cookie x=1'],
    ['Familie 👨‍👩‍👧.txt', 'Familie 👨‍👩‍👧.txt'],
    ['..', 'otherwise'],
    [' \u0000 ', 'otherwise'],
  ])('of %j is %j', (given, name) => {
    expect(safeFileName(given, 'otherwise')).toBe(name);
  });

  it('is no longer than file systems take, and keeps its ending', () => {
    const name = safeFileName(`${'日'.repeat(200)}.docx`, 'otherwise');
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
    expect(name).toMatch(/^日+\.docx$/);
  });

  it('is safe whatever it is made of, and stays as it is when it is made safe again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        const name = safeFileName(text, 'x');
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);

        expect(name).not.toMatch(/[\\/:*?"<>|\u0000-\u001f\u007f-\u009f\u202a-\u202e]|^\.|^$/);
        expect(safeFileName(name, 'x')).toBe(name);
      }),
    );
  });
});

describe('Content-Disposition', () => {
  it.each([
    ['data.zip', 'attachment; filename="data.zip"'],
    ['Größe "1".pdf', `attachment; filename="Gr__e _1_.pdf"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%20%221%22.pdf`],
  ])('of %j', (name, header) => {
    expect(contentDisposition('attachment', name)).toBe(header);
  });

  it('is one header of visible ASCII that says the name, whatever that is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (name) => {
        const header = contentDisposition('inline', name);
        expect(header).toMatch(/^[\x20-\x7e]+$/);
        const { type, parameters } = parse(header);
        expect(type).toBe('inline');
        expect(parameters['filename']).toBe(name.toWellFormed());
      }),
    );
  });
});
