import { Unreadable } from '../../domain/imports/reading';

export type JsonValue = string | number | boolean | null | JsonValue[] | { [name: string]: JsonValue };

/** Bounds of what is read: no file that a planner was written to comes near any of them. */
const MAX_DEPTH = 32;
const MAX_MEMBERS = 1000;
const MAX_VALUES = 3_000_000;

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const BLANK = /[ \t\r]*/y;

const CONTROL = /[\u0000-\u001f]/;
const WORDS: readonly [string, JsonValue][] = [
  ['true', true],
  ['false', false],
  ['null', null],
];

/**
 * JSON (RFC 8259) of which each value knows its line. A parser of our own, as none of those that tell lines bounds what
 * it reads, and JSON.parse takes one of two members that share a name in silence.
 */
export class LocatedJson {
  readonly value: JsonValue;
  private at = 0;
  private line = 1;
  private values = 0;
  /** No weak maps: their upkeep takes half a minute of a file that is made of millions of lists. */
  private readonly lines = new Map<object, number>();
  /** Of members that do not begin on the line of their object. */
  private readonly memberLines = new Map<object, Map<string | number, number>>();

  /** @throws Unreadable */
  constructor(private readonly text: string) {
    this.skip();
    this.value = this.read(1);
    this.skip();
    if (this.at < text.length) throw this.wrong('there is something after the end of the JSON');
  }

  /** Of the value that the path leads to, as far as there is one. */
  lineOf(start: JsonValue, path: readonly PropertyKey[] = []): number {
    let line = typeof start === 'object' && start !== null ? (this.lines.get(start) ?? 1) : 1;
    let value: JsonValue | undefined = start;
    for (const step of path) {
      if (typeof value !== 'object' || value === null || typeof step === 'symbol') break;
      line = this.memberLines.get(value)?.get(step) ?? line;
      value = (value as Record<string | number, JsonValue>)[step];
      if (typeof value === 'object' && value !== null) line = this.lines.get(value) ?? line;
    }
    return line;
  }

  private read(depth: number): JsonValue {
    this.values += 1;
    if (this.values > MAX_VALUES) throw this.wrong(`the file holds more than ${MAX_VALUES} values`);
    const next = this.text[this.at];
    if (next === '"') return this.string();
    if (next === '[' || next === '{') {
      if (depth > MAX_DEPTH) throw this.wrong(`the file nests deeper than ${MAX_DEPTH}`);
      return next === '[' ? this.list(depth) : this.object(depth);
    }
    for (const [word, value] of WORDS) {
      if (!this.text.startsWith(word, this.at)) continue;
      this.at += word.length;
      return value;
    }
    const number = Number(this.match(NUMBER) ?? NaN);
    if (!Number.isFinite(number)) throw this.wrong('this is no JSON');
    return number;
  }

  private list(depth: number): JsonValue[] {
    const items: JsonValue[] = [];
    this.lines.set(items, this.line);
    const startLine = this.line;
    this.enter();
    if (this.closes(']')) return items;
    for (;;) {
      if (this.line !== startLine) this.note(items, items.length);
      items.push(this.read(depth + 1));
      if (this.ends(']')) return items;
    }
  }

  private object(depth: number): JsonValue {
    const members: Record<string, JsonValue> = {};
    this.lines.set(members, this.line);
    const startLine = this.line;
    let count = 0;
    this.enter();
    if (this.closes('}')) return members;
    for (;;) {
      const name = this.text[this.at] === '"' ? this.string() : '__proto__';
      if (name === '__proto__') throw this.wrong('there must be a name that may stand here');
      if (Object.hasOwn(members, name)) throw this.wrong(`the name "${name.slice(0, 50)}" stands here twice`);
      count += 1;
      if (count > MAX_MEMBERS) throw this.wrong(`an object has more than ${MAX_MEMBERS} members`);
      this.skip();
      if (this.text[this.at] !== ':') throw this.wrong('there must be a colon after a name');
      this.enter();
      if (this.line !== startLine) this.note(members, name);
      members[name] = this.read(depth + 1);
      if (this.ends('}')) return members;
    }
  }

  private string(): string {
    const start = this.at;
    let end = start;
    // Each quote has its own run of backslashes before it, so that this is linear.
    do end = this.text.indexOf('"', end + 1);
    while (end >= 0 && this.isEscaped(end));
    const raw = this.text.slice(start, end < 0 ? start : end + 1);
    if (raw === '' || CONTROL.test(raw)) throw this.wrong('a text does not end, or holds what none may');
    this.at = end + 1;
    if (!raw.includes('\\')) return raw.slice(1, -1);
    const value = this.unescaped(raw);
    if (value.includes('\0') || !value.isWellFormed())
      throw this.wrong('a text has characters that are not allowed');
    return value;
  }

  private isEscaped(at: number): boolean {
    let backslashes = 0;
    while (this.text[at - 1 - backslashes] === '\\') backslashes += 1;
    return backslashes % 2 === 1;
  }

  private unescaped(raw: string): string {
    try {
      return JSON.parse(raw) as string;
    } catch {
      throw this.wrong('a text has an escape that there is not');
    }
  }

  private note(container: object, member: string | number): void {
    const known = this.memberLines.get(container) ?? new Map<string | number, number>();
    this.memberLines.set(container, known.set(member, this.line));
  }

  private enter(): void {
    this.at += 1;
    this.skip();
  }

  private closes(bracket: string): boolean {
    if (this.text[this.at] !== bracket) return false;
    this.at += 1;
    return true;
  }

  /** After an item: whether it was the last. */
  private ends(bracket: string): boolean {
    this.skip();
    if (this.closes(bracket)) return true;
    if (this.text[this.at] !== ',') throw this.wrong(`there must be a comma or ${bracket} here`);
    this.enter();
    return false;
  }

  private skip(): void {
    for (;;) {
      this.match(BLANK);
      if (this.text[this.at] !== '\n') return;
      this.line += 1;
      this.at += 1;
    }
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    this.at += found?.length ?? 0;
    return found;
  }

  private wrong(message: string): Unreadable {
    return new Unreadable(this.line, message);
  }
}

export function objectOf(value: JsonValue | undefined): Record<string, JsonValue> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}

export function listOf(value: JsonValue | undefined): JsonValue[] {
  return Array.isArray(value) ? value : [];
}

/** Undefined for whatever is no text, and for the empty one. */
export function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/** Ids are texts or numbers, by the version of who wrote them. */
export function idOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'number' ? String(value) : textOf(value);
}
