import { conflict } from '@almanac/kernel';
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

/** Longer keys than this do not fit into an index; it takes thousands of moves to one and the same gap. */
const MAX_LENGTH = 2000;

/**
 * A key between two neighbours, which must be in order; without a left one it comes first.
 * @throws DomainError CONFLICT where so much was put between these two that there is no room left.
 */
export function positionBetween(left: Position | null, right: Position): Position {
  const position = generateKeyBetween(left, right);
  if (position.length <= MAX_LENGTH) return position;
  throw conflict('There is no room left between these two; move one of them to the end first');
}

/**
 * A key just after another one: before the next, or, where there is none, still before the key of any later
 * tick.
 */
export function positionAfter(position: Position, next: Position | null): Position {
  return generateKeyBetween(position, next ?? generateKeyBetween(position, null));
}

/** So many keys between two neighbours, in order. */
export function positionsBetween(left: Position | null, right: Position | null, count: number): Position[] {
  return generateNKeysBetween(left, right, count);
}

/** A row of an ordered list. */
export interface Placed {
  id: string;
  position: Position;
}

/** A key at an index of an ordered list; past its end, the key of the tick. */
export function positionAt(list: readonly Placed[], index: number, tick: number): Position {
  const right = list[index];
  return right ? positionBetween(list[index - 1]?.position ?? null, right.position) : positionAtEnd(tick);
}

/** So many keys in order, after every other of the planner and before those of the next tick. */
export function positionsAtEnd(tick: number, count: number): Position[] {
  return positionsBetween(positionAtEnd(tick), positionAtEnd(tick + 1), count);
}
