import type { FileHandle } from 'node:fs/promises';

/** The streams by which Office before 2007 knows its files ([MS-CFB] 2.6, [MS-DOC], [MS-XLS], [MS-PPT]). */
const STREAMS: readonly [string, string][] = [
  ['WordDocument', 'application/msword'],
  ['Workbook', 'application/vnd.ms-excel'],
  ['Book', 'application/vnd.ms-excel'],
  ['PowerPoint Document', 'application/vnd.ms-powerpoint'],
];
const ENTRY_BYTES = 128;

/** By the names in the first sector of the directory; undefined for other compound files, such as installers. */
export async function oldOfficeType(file: FileHandle, head: Buffer): Promise<string | undefined> {
  if (head.length < 512) return undefined;
  const shift = head.readUInt16LE(30);
  if (shift !== 9 && shift !== 12) return undefined;
  const sector = 2 ** shift;
  const directory = Buffer.alloc(sector);
  await file.read(directory, 0, sector, (head.readUInt32LE(48) + 1) * sector);
  const names = new Set<string>();
  for (let at = 0; at < sector; at += ENTRY_BYTES) {
    const length = directory.readUInt16LE(at + 64);
    if (length >= 2 && length <= 64) names.add(directory.toString('utf16le', at, at + length - 2));
  }
  return STREAMS.find(([name]) => names.has(name))?.[1];
}
