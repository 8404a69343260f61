import { Unreadable, type ImportFormat, type ImportProblem } from '../../domain/imports/reading';
import { windows1252Text } from './windows-1252';

/** The bytes are no text. */
export class NoText extends Error {
  override readonly name = 'NoText';
}

export interface FileText {
  text: string;
  /** Where it is not known for sure what the bytes are: what they were taken for, with the first line that it matters to. */
  guess?: ImportProblem;
}

/**
 * The text of a file: UTF-8 with or without its mark, and where spreadsheets write it, UTF-16 by its mark, or else
 * Windows-1252, which says of itself nothing.
 * @throws NoText
 */
export function fileText(format: ImportFormat, bytes: Uint8Array): FileText {
  const [first, second] = bytes;
  const utf16 =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : '';
  const isTable = format === 'csv' || format === 'todoist';
  if (utf16 !== '' && !isTable) throw new NoText('The file must be UTF-8');
  let read: FileText;
  try {
    read = { text: new TextDecoder(utf16 === '' ? 'utf-8' : utf16, { fatal: true }).decode(bytes) };
  } catch {
    const text = utf16 === '' && isTable ? guessed(format, bytes) : undefined;
    if (text === undefined) throw new NoText(NO_UTF8);
    read = { text, guess: said(text) };
  }
  if (read.text.includes('\0')) throw new NoText('The file is no text');
  if (read.text.trim() === '') throw new Unreadable(1, 'the file is empty');
  return read;
}

export const NO_UTF8 = 'The file is no text in UTF-8';

/** What Excel's "CSV" is wherever Western languages are written. JSON is UTF-8 (RFC 8259), also as Todoist has it. */
function guessed(format: ImportFormat, bytes: Uint8Array): string | undefined {
  if (isDamagedUtf8(bytes)) return undefined;
  const text = windows1252Text(bytes);
  return format === 'todoist' && text !== undefined && /^\s*[{[]/.test(text) ? undefined : text;
}

const REPLACEMENT = 0xfffd;

/**
 * Whether most of what is not ASCII is well-formed UTF-8, or the file says of itself that it is: then something is
 * broken, and all the rest would be read wrongly by another encoding, in which such pairs of letters hardly ever stand.
 */
function isDamagedUtf8(bytes: Uint8Array): boolean {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return true;
  const text = new TextDecoder('utf-8').decode(bytes);
  let balance = 0;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit >= 0x80) balance += unit === REPLACEMENT ? -1 : 1;
  }
  return balance > 0;
}

/** Of the word that is shown, on either side of its first letter that is not ASCII. */
const MAX_SHOWN = 20;

function said(text: string): ImportProblem {
  const at = Math.max(0, text.search(/[^\0-\x7f]/));
  const line = 1 + (text.slice(0, at).match(/\r\n|\n|\r/g)?.length ?? 0);
  const before = /[^\s,;|"]*$/.exec(text.slice(Math.max(0, at - MAX_SHOWN), at))?.[0] ?? '';
  const after = /^[^\s,;|"]*/.exec(text.slice(at, at + MAX_SHOWN))?.[0] ?? '';
  const message = `the file is not UTF-8 and was read as Windows-1252, by which "${before}${after}" stands here; where that is wrong, save the file as UTF-8`;
  return { line, message };
}
