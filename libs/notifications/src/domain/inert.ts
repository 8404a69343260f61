import { oneLine, shortened } from '@almanac/kernel';

/** A text of a user as part of one of ours: one line, inert, and of at most so many characters. */
export function inert(text: string, max: number): string {
  return shortened(oneLine(text).trim(), max);
}
