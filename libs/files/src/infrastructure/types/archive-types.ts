import { open, type Entry, type ZipFile } from 'yauzl';
import { refused } from '../../domain/refusals';

/** Nobody's archive has more; whoever unpacks one needs room for each. */
const MAX_ENTRIES = 10_000;
/** Together, unpacked: what one can still unpack. */
const MAX_UNPACKED = 4 * 1024 ** 3;
/** Deflate gives 1,032 at the most; documents and pictures stay far below this. */
const MAX_RATIO = 200;
/** Below this an archive may be as dense as it likes. */
const SMALL = 16 * 1024 * 1024;
const MIMETYPE = 'mimetype';
const MAX_MIMETYPE = 100;

const OPEN_DOCUMENT = /^application\/vnd\.oasis\.opendocument\.(?:text|spreadsheet|presentation|graphics)$/;
const ooxml = 'application/vnd.openxmlformats-officedocument';
/** What Office 2007 and later has in its packages (ECMA-376 part 2), by the part that says what it is. */
const PACKAGES: readonly [string, string][] = [
  ['word/document.xml', `${ooxml}.wordprocessingml.document`],
  ['xl/workbook.xml', `${ooxml}.spreadsheetml.sheet`],
  ['ppt/presentation.xml', `${ooxml}.presentationml.presentation`],
];

interface Content {
  names: Set<string>;
  /** What an OpenDocument says it is, in its first entry. */
  mimetype: string | undefined;
}

/**
 * Which archive or document it is, by its directory: nothing is unpacked but one line.
 * @throws DomainError VALIDATION_ERROR for bombs, symbolic links, names that lead out of the folder, and broken ones
 */
export async function archiveType(path: string): Promise<string | undefined> {
  const { names, mimetype } = await contentOf(path);
  if (mimetype !== undefined) return OPEN_DOCUMENT.test(mimetype) ? mimetype : undefined;
  // Programs, and documents with programs in them.
  if (names.has('META-INF/MANIFEST.MF') || names.has('AndroidManifest.xml')) return undefined;
  if ([...names].some((name) => /(?:^|\/)vbaProject\.bin$/i.test(name))) return undefined;
  if (!names.has('[Content_Types].xml')) return 'application/zip';
  return PACKAGES.find(([part]) => names.has(part))?.[1];
}

async function contentOf(path: string): Promise<Content> {
  const zip = await opened(path);
  try {
    return await walk(zip);
  } finally {
    zip.close();
  }
}

function opened(path: string): Promise<ZipFile> {
  return new Promise((done, fail) => {
    open(path, { lazyEntries: true, autoClose: false, strictFileNames: true }, (error, zip) =>
      error ? fail(broken()) : done(zip),
    );
  });
}

function walk(zip: ZipFile): Promise<Content> {
  if (zip.entryCount > MAX_ENTRIES) throw bomb(`it has more than ${MAX_ENTRIES} entries`);
  const content: Content = { names: new Set(), mimetype: undefined };
  let packed = 0;
  let unpacked = 0;
  const look = async (entry: Entry): Promise<void> => {
    requireHarmless(entry);
    packed += entry.compressedSize;
    unpacked += entry.uncompressedSize;
    // Entries that overlap each other are packed in fewer bytes than the archive has.
    if (packed > zip.fileSize) throw bomb('its entries overlap');
    if (unpacked > MAX_UNPACKED || (unpacked > SMALL && unpacked > MAX_RATIO * Math.max(1, packed)))
      throw bomb('it would be too large unpacked');
    if (content.names.size === 0 && entry.fileName === MIMETYPE) content.mimetype = await line(zip, entry);
    content.names.add(entry.fileName);
  };
  return new Promise((done, fail) => {
    // yauzl's own errors are of names that lead out, and of directories that are none.
    zip.on('error', () => fail(broken()));
    zip.on('end', () => done(content));
    zip.on('entry', (entry: Entry) => {
      look(entry).then(() => zip.readEntry(), fail);
    });
    zip.readEntry();
  });
}

const UNIX = 3;
const TYPE_BITS = 0o170000;
const REGULAR = [0, 0o100000, 0o040000];

function requireHarmless({ externalFileAttributes, versionMadeBy }: Entry): void {
  const type = (externalFileAttributes >>> 16) & TYPE_BITS;
  if (versionMadeBy >>> 8 === UNIX && !REGULAR.includes(type))
    throw refused('file', 'the archive holds links or devices', 'safeArchive');
}

async function line(zip: ZipFile, entry: Entry): Promise<string | undefined> {
  if (entry.uncompressedSize > MAX_MIMETYPE) return '';
  const stream = await new Promise<NodeJS.ReadableStream>((done, fail) => {
    zip.openReadStream(entry, (error, opening) => (error ? fail(broken()) : done(opening)));
  });
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  return text.trim();
}

function bomb(why: string): Error {
  return refused('file', `the archive is refused: ${why}`, 'safeArchive');
}

function broken(): Error {
  return refused('file', 'the archive is broken, or has names that lead out of its folder', 'safeArchive');
}
