/** Days in a row. */
export interface Streaks {
  /** Up to today; where nothing was done today yet, up to yesterday: the day is not over. */
  present: number;
  longest: number;
}

const DAY_MS = 86_400_000;

/** @param days calendar days (ISO 8601), each once or more often, in any order; later ones than `today` do not count */
export function streaksOf(days: Iterable<string>, today: string): Streaks {
  const end = dayNumber(today);
  const numbers = [...new Set(days)].map(dayNumber).filter((day) => day <= end);
  let present = 0;
  let longest = 0;
  let length = 0;
  let before: number | undefined;
  for (const day of numbers.sort((left, right) => left - right)) {
    length = before === day - 1 ? length + 1 : 1;
    longest = Math.max(longest, length);
    if (day >= end - 1) present = length;
    before = day;
  }
  return { present, longest };
}

function dayNumber(day: string): number {
  return Date.parse(day) / DAY_MS;
}
