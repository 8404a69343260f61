/** The media types of the files that are made or kept here, by the ending of their name (IANA; RFC 6838). */
const byExtension = {
  pdf: 'application/pdf',
  ics: 'text/calendar; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  md: 'text/markdown; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
  json: 'application/json',
  zip: 'application/zip',
  epub: 'application/epub+zip',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  png: 'image/png',
  svg: 'image/svg+xml',
} as const;

const types: ReadonlyMap<string, string> = new Map(Object.entries(byExtension));

/** What jobs make, for the document. */
export const madeMediaTypes: readonly string[] = Object.values(byExtension).map(
  (type) => type.split(';')[0] ?? type,
);

/** Of the file with this name; what is not known is sent as bytes that mean nothing. */
export function mediaTypeOf(fileName: string): string {
  return types.get(extensionOf(fileName)) ?? 'application/octet-stream';
}

/** In small letters, without the dot; empty where the name has none. */
export function extensionOf(fileName: string): string {
  const dot = fileName.lastIndexOf('.');
  return dot < 0 ? '' : fileName.slice(dot + 1).toLowerCase();
}
