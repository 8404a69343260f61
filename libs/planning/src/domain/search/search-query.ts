import { fold, UNSPACED, UNSPACED_RUN } from './fold';

/** What can be found. */
export const searchTypes = ['planner', 'activity', 'comment', 'plan', 'template'] as const;
export type SearchType = (typeof searchTypes)[number];

/** A word that is looked for, folded; a prefix where it may go on. */
export interface Term {
  text: string;
  prefix: boolean;
}

/** A query, taken apart for the database and for the marks in what it finds. */
export interface SearchQuery {
  /** For `websearch_to_tsquery`: phrases in quotes, `-` before what must not be there, `or`. */
  web: string;
  /** The last word, which may be the beginning of one; joined to `web` by `and`, or by `or` where that was written before it. */
  prefix: string | null;
  either: boolean;
  /** The words to compare by their trigrams where few things have them as they are; null where that was not wanted. */
  loose: string | null;
  /** What must not be there, for `websearch_to_tsquery`. */
  without: string | null;
  terms: Term[];
  /** Whether it asks for anything: exclusions alone do not. */
  asks: boolean;
}

interface Token {
  text: string;
  quoted: boolean;
  excluded: boolean;
}

/** A dash, perhaps, and a phrase (its end may be missing) or what stands together. */
const TOKEN = /(-?)(?:"([^"]*)(?:"|$)|([^\s"]+))/gu;

/** Characters of a query once it is normalised: one character may stand for eighteen. */
const LONGEST = 200;
/** Words that are looked for; each more costs a comparison with every document. What goes beyond is left out. */
const MOST = 12;
/** A word, as they are counted: three characters that stand alone count as one. */
const WORD = new RegExp(`[${UNSPACED}]{1,3}|(?:(?![${UNSPACED}])[\\p{L}\\p{M}\\p{N}])+`, 'gu');

/**
 * Takes a query apart, as far as its first twelve words go. Never throws, whatever it is given. The forms are those of
 * `websearch_to_tsquery`; added is that the last word may be the beginning of one.
 */
export function parseQuery(text: string): SearchQuery {
  const tokens = firstWords(tokensOf(normalised(text)));
  const positive = tokens.filter((token) => !token.excluded && !isOr(token));
  const excluded = tokens.filter((token) => token.excluded);
  const last = tokens.at(-1);
  const open = last && mayGoOn(last) ? last : undefined;
  const before = open ? tokens.slice(0, -1) : tokens;
  const link = before.at(-1);
  const either = open !== undefined && link !== undefined && isOr(link) && before.length > 1;
  const exact = positive.some(({ quoted }) => quoted) || tokens.some(isOr);
  return {
    web: webText(either ? before.slice(0, -1) : before),
    prefix: open?.text ?? null,
    either,
    loose: exact || positive.length === 0 ? null : positive.map((token) => token.text).join(' '),
    without: excluded.length === 0 ? null : excluded.map((token) => quotedText(token)).join(' or '),
    terms: positive.flatMap((token) => termsOf(token, token === open)),
    asks: positive.length > 0,
  };
}

/** As the database normalises it before it takes it apart. */
function normalised(text: string): string {
  return [...text.normalize('NFKC')].slice(0, LONGEST).join('');
}

function firstWords(tokens: readonly Token[]): Token[] {
  const kept: Token[] = [];
  let left = MOST;
  for (const token of tokens) {
    if (left <= 0) break;
    const words = [...token.text.matchAll(WORD)];
    const next = words[left];
    kept.push(next ? { ...token, text: token.text.slice(0, next.index) } : token);
    left -= isOr(token) ? 0 : Math.max(1, words.length);
  }
  return kept;
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (const [, dash, phrase, word] of text.matchAll(TOKEN)) {
    const quoted = phrase !== undefined;
    const content = (phrase ?? word ?? '').trim();
    if (content !== '') tokens.push({ text: content, quoted, excluded: dash === '-' });
  }
  return tokens;
}

const isOr = ({ text, quoted, excluded }: Token): boolean =>
  !quoted && !excluded && text.toLowerCase() === 'or';

/** Letters and digits alone: of anything else nobody knows how the database takes it apart. */
function mayGoOn({ text, quoted, excluded }: Token): boolean {
  return (
    !quoted && !excluded && /^[\p{L}\p{N}][\p{L}\p{M}\p{N}]*$/u.test(text) && text.search(UNSPACED_RUN) === -1
  );
}

function webText(tokens: readonly Token[]): string {
  return tokens.map((token) => (token.excluded ? `-${quotedText(token)}` : inWeb(token))).join(' ');
}

/** Characters that are words of their own must stand next to each other to be found: they become a phrase. */
function inWeb(token: Token): string {
  if (token.quoted) return quotedText(token);
  return token.text.replace(UNSPACED_RUN, (run) => ` "${run}" `);
}

const quotedText = ({ text }: Token): string => `"${text.replaceAll('"', ' ')}"`;

function termsOf({ text }: Token, prefix: boolean): Term[] {
  return [...fold(text).matchAll(/[\p{L}\p{M}\p{N}]+/gu)].map(([word]) => ({ text: word, prefix }));
}
