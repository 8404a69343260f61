/** What may be kept here, and how each kind is served (spec: exports-files.md, fine-print.md "Files and exports in detail"). */
export type FileKind = 'image' | 'video' | 'audio' | 'document' | 'text' | 'archive';

export interface FileType {
  /** Media type (IANA). */
  type: string;
  kind: FileKind;
  /** Endings of names that fit; the first is given to files that have none. */
  extensions: readonly string[];
  /** What clients also call it. */
  aliases?: readonly string[];
  /** Whether a browser may show it in place; whatever can hold scripts is saved only. */
  inline: boolean;
}

const ooxml = 'application/vnd.openxmlformats-officedocument';
const odf = 'application/vnd.oasis.opendocument';
const document = { kind: 'document', inline: false } as const;
const image = { kind: 'image', inline: true } as const;

export const fileTypes: readonly FileType[] = [
  { type: 'application/pdf', kind: 'document', extensions: ['pdf'], inline: true },
  { type: 'image/png', ...image, extensions: ['png'] },
  {
    type: 'image/jpeg',
    ...image,
    extensions: ['jpg', 'jpeg', 'jpe', 'jfif'],
    aliases: ['image/jpg', 'image/pjpeg'],
  },
  { type: 'image/gif', ...image, extensions: ['gif'] },
  { type: 'image/webp', ...image, extensions: ['webp'] },
  { type: 'image/avif', ...image, extensions: ['avif'] },
  // No image that is made anew: it is a text that may hold scripts.
  { type: 'image/svg+xml', ...document, extensions: ['svg'] },
  { type: 'text/plain', kind: 'text', extensions: ['txt', 'text', 'log'], inline: true },
  {
    type: 'text/markdown',
    kind: 'text',
    extensions: ['md', 'markdown'],
    aliases: ['text/x-markdown'],
    inline: false,
  },
  {
    type: 'text/csv',
    kind: 'text',
    extensions: ['csv'],
    // What Windows calls it where Excel is.
    aliases: ['application/csv', 'application/vnd.ms-excel'],
    inline: false,
  },
  { type: 'text/calendar', kind: 'text', extensions: ['ics', 'ical'], inline: false },
  {
    type: 'application/zip',
    kind: 'archive',
    extensions: ['zip'],
    aliases: ['application/x-zip-compressed'],
    inline: false,
  },
  { type: `${ooxml}.wordprocessingml.document`, ...document, extensions: ['docx'] },
  { type: `${ooxml}.spreadsheetml.sheet`, ...document, extensions: ['xlsx'] },
  { type: `${ooxml}.presentationml.presentation`, ...document, extensions: ['pptx'] },
  { type: 'application/msword', ...document, extensions: ['doc', 'dot'] },
  { type: 'application/vnd.ms-excel', ...document, extensions: ['xls', 'xlt'] },
  { type: 'application/vnd.ms-powerpoint', ...document, extensions: ['ppt', 'pps'] },
  { type: `${odf}.text`, ...document, extensions: ['odt'] },
  { type: `${odf}.spreadsheet`, ...document, extensions: ['ods'] },
  { type: `${odf}.presentation`, ...document, extensions: ['odp'] },
  { type: `${odf}.graphics`, ...document, extensions: ['odg'] },
  { type: 'video/mp4', kind: 'video', extensions: ['mp4', 'm4v'], aliases: ['video/x-m4v'], inline: true },
  { type: 'video/webm', kind: 'video', extensions: ['webm'], aliases: ['audio/webm'], inline: true },
  {
    type: 'audio/mpeg',
    kind: 'audio',
    extensions: ['mp3'],
    aliases: ['audio/mp3', 'audio/x-mp3'],
    inline: true,
  },
  {
    type: 'audio/mp4',
    kind: 'audio',
    extensions: ['m4a'],
    aliases: ['audio/x-m4a', 'audio/m4a', 'audio/aac'],
    inline: true,
  },
  {
    type: 'audio/wav',
    kind: 'audio',
    extensions: ['wav'],
    aliases: ['audio/x-wav', 'audio/wave', 'audio/vnd.wave'],
    inline: true,
  },
];

const byType = new Map(fileTypes.map((one) => [one.type, one]));
const known = new Set(fileTypes.flatMap(({ extensions }) => extensions));
/** Not listed, and yet never a mere part of a name: what systems run, and what browsers would show. */
const NEVER = new Set(
  (
    'exe dll com scr bat cmd ps1 vbs js mjs cjs jse wsf hta msi jar apk app dmg sh bash php phtml asp aspx jsp py pl rb ' +
    'html htm xhtml shtml mht xml svgz swf lnk url reg docm xlsm pptm dotm iso img heic heif tif tiff bmp ico psd mov ' +
    'avi mkv flac ogg rar 7z gz tar bz2 xz epub rtf json yaml yml'
  ).split(' '),
);

/** Undefined for a type that is not listed. */
export function fileTypeOf(type: string): FileType | undefined {
  return byType.get(type);
}

/** The type of which clients speak so, if there is one. */
export function namedType(declared: string): FileType | undefined {
  const name = bare(declared);
  return byType.get(name) ?? fileTypes.find(({ aliases }) => aliases?.includes(name));
}

/** In small letters, without parameters. */
function bare(mediaType: string): string {
  return (mediaType.split(';')[0] ?? '').trim().toLowerCase();
}

export function endingOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? '' : name.slice(dot + 1).toLowerCase();
}

/** Says nothing about what the bytes are. */
const SAYS_NOTHING = new Set([
  '',
  'application/octet-stream',
  'binary/octet-stream',
  'application/x-download',
]);

/** Whether the name and the type that a client gave go with what the bytes are. */
export function isHonest(found: FileType, name: string, declared: string | undefined): boolean {
  const ending = endingOf(name);
  const claimed = known.has(ending) || NEVER.has(ending);
  if (claimed && !found.extensions.includes(ending)) return false;
  const said = bare(declared ?? '');
  if (SAYS_NOTHING.has(said) || said === found.type || found.aliases?.includes(said)) return true;
  // Of texts clients know no more than we do.
  return found.kind === 'text' && (namedType(said)?.kind ?? 'other') === 'text';
}
