/** Whether one of the columns matches the pattern of `containing`, whatever the case. `pattern` is a placeholder. */
export function anyMatches(columns: readonly string[], pattern: string): string {
  return `(${columns.map((column) => `${column} ILIKE ${pattern}`).join(' OR ')})`;
}

/** A pattern for texts that have this one in them; `%`, `_` and `\\` stand for themselves. */
export function containing(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`;
}
