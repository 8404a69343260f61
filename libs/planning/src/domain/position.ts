import { generateKeyBetween, generateNKeysBetween } from 'fractional-indexing';

/**
 * Places in an ordered list, as keys that compare byte by byte (text COLLATE "C"). A key between any two
 * others can always be made, so moving one row never renumbers the rest. Whoever makes a key holds the
 * lock of the planner.
 */
export type Position = string;

/**
 * A key after every other of the planner: `i` and the planner's tick in nine hexadecimal digits, which is
 * also a whole key of fractional-indexing. Ticks only rise, so keys made of them never meet. The SQL of
 * the hot path makes the same (`APPEND_POSITION`).
 */
export function positionAtEnd(tick: number): Position {
  return `i${tick.toString(16).padStart(9, '0')}`;
}

/** A key between two neighbours; without a left one it comes first. @throws where they are not in order. */
export function positionBetween(left: Position | null, right: Position): Position {
  return generateKeyBetween(left, right);
}

/** So many keys between two neighbours, in order. */
export function positionsBetween(left: Position | null, right: Position | null, count: number): Position[] {
  return generateNKeysBetween(left, right, count);
}
