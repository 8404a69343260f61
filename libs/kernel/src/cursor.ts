/**
 * Opaque cursors of keyset-paged lists: the sort key of the last row, written as base64url JSON.
 * A cursor holds nothing secret; reading one that is not ours gives undefined.
 */
export type CursorValue = string | number | null;

export function encodeCursor(values: readonly CursorValue[]): string {
  return Buffer.from(JSON.stringify(values), 'utf8').toString('base64url');
}

/** The values of a cursor of exactly `length` entries, or undefined where the text is no such cursor. */
export function decodeCursor(text: string, length: number): CursorValue[] | undefined {
  if (!/^[A-Za-z0-9_-]{1,1024}$/.test(text)) return undefined;
  try {
    const values: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (!Array.isArray(values) || values.length !== length) return undefined;
    return values.every(isCursorValue) ? values : undefined;
  } catch {
    return undefined;
  }
}

function isCursorValue(value: unknown): value is CursorValue {
  return value === null || typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value));
}
