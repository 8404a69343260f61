import { disarmed } from '@almanac/kernel';

/** A row by RFC 4180, with its line end. A cell that begins like a formula gets an apostrophe before it. */
export function csvRow(cells: readonly (string | number | null)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(value: string | number | null): string {
  if (value === null) return '';
  // A number is a number: only what somebody wrote can be a formula.
  if (typeof value === 'number') return String(value);
  const safe = disarmed(value);
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
