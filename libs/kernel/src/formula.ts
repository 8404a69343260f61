/** What a spreadsheet takes for a formula, also after blanks (OWASP, "CSV Injection"). */
const FORMULA = /^[\s\uFEFF]*[=+\-@\uFF0B\uFF0D\uFF1D\uFF20]|^[\t\r\n]/;

/** The text as a cell of a table: an apostrophe before what a spreadsheet would run. */
export function disarmed(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

/** What was written, from a cell that may have been disarmed. */
export function armed(cell: string): string {
  const text = cell.slice(1);
  return cell.startsWith("'") && FORMULA.test(text) ? text : cell;
}
