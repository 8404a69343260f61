import { Unreadable, type ImportFormat } from '../../domain/imports/reading';

/** The bytes are no text. */
export class NoText extends Error {
  override readonly name = 'NoText';
}

/**
 * The text of a file: UTF-8 with or without its mark, and where spreadsheets write it, UTF-16 by its mark.
 * @throws NoText
 */
export function fileText(format: ImportFormat, bytes: Uint8Array): string {
  const [first, second] = bytes;
  const utf16 =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : '';
  const isTable = format === 'csv' || format === 'todoist';
  if (utf16 !== '' && !isTable) throw new NoText('The file must be UTF-8');
  let text: string;
  try {
    text = new TextDecoder(utf16 === '' ? 'utf-8' : utf16, { fatal: true }).decode(bytes);
  } catch {
    throw new NoText('The file is no text in UTF-8');
  }
  if (text.includes('\0')) throw new NoText('The file is no text');
  if (text.trim() === '') throw new Unreadable(1, 'the file is empty');
  return text;
}
