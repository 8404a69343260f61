import { open, type FileHandle } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import { TypeFinder } from '../../application/ports/type-finder';
import { fileTypeOf, type FileType } from '../../domain/file-types';
import { wrongType } from '../../domain/refusals';
import { archiveType } from './archive-types';
import { oldOfficeType } from './old-office-types';
import { textType } from './text-types';

const HEAD_BYTES = 64 * 1024;
/** Names of one thing. */
const SAME: Readonly<Record<string, string>> = {
  'audio/x-m4a': 'audio/mp4',
  'audio/wave': 'audio/wav',
  'audio/vnd.wave': 'audio/wav',
  'video/x-m4v': 'video/mp4',
};
const ZIP = ['PK\x03\x04', 'PK\x05\x06'];
const OLD_OFFICE = 'd0cf11e0a1b11ae1';

/** What files are, by their bytes: by signatures, and containers by what is in them. */
@Injectable()
export class ContentTypes extends TypeFinder {
  override async seemsVideo(head: Buffer): Promise<boolean> {
    return (await bySignature(head))?.startsWith('video/') === true;
  }

  override async find(path: string, name: string): Promise<FileType> {
    const file = await open(path, 'r');
    try {
      const found = fileTypeOf((await typeOf(file, path, name)) ?? '');
      if (!found) throw wrongType('Files of this type are not taken');
      return found;
    } finally {
      await file.close();
    }
  }
}

async function typeOf(file: FileHandle, path: string, name: string): Promise<string | undefined> {
  const head = await readAt(file, 0, HEAD_BYTES);
  const start = head.toString('latin1', 0, 4);
  if (ZIP.includes(start)) return archiveType(path);
  if (head.toString('hex', 0, 8) === OLD_OFFICE) return oldOfficeType(file, head);
  const type = await bySignature(start.startsWith('ID3') ? await afterTag(file, head) : head);
  // XML and texts of all kinds: what they are, the whole of them says.
  if (type !== undefined && !TEXTUAL.test(type)) return SAME[type] ?? type;
  return textType(path, name);
}

const TEXTUAL = /^(?:text\/|application\/(?:xml|rtf|json)|image\/svg)/;

/** The package is ESM alone, and slow to load: only who looks at a file needs it. */
async function bySignature(head: Buffer): Promise<string | undefined> {
  const { fileTypeFromBuffer } = await import('file-type');
  return (await fileTypeFromBuffer(head))?.mime;
}

/** What comes behind an ID3 tag, which may be longer than anybody reads (ID3v2.4.0 section 3.1). */
async function afterTag(file: FileHandle, head: Buffer): Promise<Buffer> {
  const size = [6, 7, 8, 9].reduce((sum, place) => sum * 128 + ((head[place] ?? 0) & 0x7f), 0);
  return readAt(file, 10 + size, HEAD_BYTES);
}

export async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  return buffer.subarray(0, bytesRead);
}
