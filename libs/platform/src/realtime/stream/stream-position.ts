/**
 * A place in the stream of messages: the id of an entry, `<milliseconds>-<number>` (Redis, XADD). What a client of
 * Socket.IO is given with each message, and brings along when it comes back, is such a place and the `seq` of what it
 * was told ahead of the stream: `<place>` or `<place>~<seq>.<seq>`.
 */
export type StreamPosition = `${number}-${number}`;

export interface Offset {
  position: StreamPosition;
  /** Told already, though it stands behind the position or not in the stream yet. */
  ahead: readonly number[];
}

/** More than so many are not named; whoever comes back then hears some once more. */
const MOST_AHEAD = 64;
const OFFSET = /^(\d{1,15}-\d{1,15})(?:~(\d{1,15}(?:\.\d{1,15}){0,63}))?$/;

export function comparePositions(one: StreamPosition, other: StreamPosition): number {
  const [time, number] = partsOf(one);
  const [otherTime, otherNumber] = partsOf(other);
  return time === otherTime ? number - otherNumber : time - otherTime;
}

export function isPosition(text: string): text is StreamPosition {
  return /^\d{1,15}-\d{1,15}$/.test(text);
}

export function formatOffset({ position, ahead }: Offset): string {
  return ahead.length === 0 ? position : `${position}~${ahead.slice(-MOST_AHEAD).join('.')}`;
}

/** What a client brought along, or undefined where it is none of ours. */
export function parseOffset(text: string): Offset | undefined {
  const [, position = '', ahead] = OFFSET.exec(text) ?? [];
  return isPosition(position) ? { position, ahead: ahead?.split('.').map(Number) ?? [] } : undefined;
}

function partsOf(position: StreamPosition): [time: number, number: number] {
  const [time = '0', number = '0'] = position.split('-');
  return [Number(time), Number(number)];
}
