import { randomInt } from 'node:crypto';

const COUNT = 10;
const DIGITS = 8;

/** Ten different codes of eight digits. */
export function newBackupCodes(): string[] {
  const codes = new Set<string>();
  while (codes.size < COUNT) codes.add(String(randomInt(10 ** DIGITS)).padStart(DIGITS, '0'));
  return [...codes];
}
