/**
 * A line of which parts are understood one after the other and taken out; what is left is the title. Parts are found
 * in a folded copy (lower case, without accents) of the same length, so that places mean the same in both.
 */
export class Line {
  private text: string;

  constructor(text: string) {
    this.text = text.normalize('NFC').replace(/\s/gu, ' ');
  }

  get left(): string {
    return this.text;
  }

  get folded(): string {
    return fold(this.text);
  }

  /** Takes out every match of a pattern on the folded line that `understand` takes, and closes the gap. */
  take(pattern: RegExp, understand: (match: RegExpExecArray, written: string) => boolean): void {
    for (const match of [...this.folded.matchAll(pattern)].reverse()) {
      const written = this.text.slice(match.index, match.index + match[0].length);
      if (understand(match, written)) this.cut(match.index, match[0].length);
    }
  }

  /** Leaves a space where something was, so that words do not grow together. */
  cut(index: number, length: number, keep = ''): void {
    this.text = `${this.text.slice(0, index)} ${keep} ${this.text.slice(index + length)}`;
  }

  /** What is left, in single spaces. */
  title(): string {
    return this.text
      .split(' ')
      .filter((part) => part !== '')
      .join(' ')
      .replace(/^[,;:–-]+ | [,;:–-]+$/gu, '')
      .trim();
  }
}

/** Character by character, so that nothing changes its place. */
export function fold(text: string): string {
  return Array.from({ length: text.length }, (_, index) => {
    const unit = text.charAt(index);
    const plain = unit.normalize('NFD').charAt(0).toLowerCase();
    return plain.length === 1 ? plain : unit;
  }).join('');
}

/** A pattern that matches any of the words, the longest first. */
export function anyOf(choices: readonly string[]): string {
  const escaped = [...choices]
    .sort((left, right) => right.length - left.length)
    .map((word) => word.replace(/[.*+?^${}()|[\]\\]/gu, '\\$&').replaceAll(' ', ' {1,3}'));
  return escaped.length === 0 ? '(?!)' : `(?:${escaped.join('|')})`;
}

/** A pattern in which whole words alone match. */
export function wholeWords(pattern: string): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}_])${pattern}(?![\\p{L}\\p{N}_])`, 'gu');
}
