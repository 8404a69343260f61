import { dictionary } from '@zxcvbn-ts/language-common';

/** How many of the most common passwords are refused with anything put behind them, such as `Password2026!`. */
const WORDS = 1000;
/** Shorter words are part of too much else. */
const SHORTEST_WORD = 5;

interface CommonPasswords {
  all: ReadonlySet<string>;
  words: ReadonlySet<string>;
}

let loaded: CommonPasswords | undefined;

/** About 50,000 leaked passwords, most common first; unpacked when the first password is judged. */
function commonPasswords(): CommonPasswords {
  const list = dictionary['passwords-common'];
  loaded ??= {
    all: new Set(list),
    words: new Set(list.slice(0, WORDS).filter((word) => word.length >= SHORTEST_WORD)),
  };
  return loaded;
}

const LEET: Readonly<Record<string, string>> = {
  '@': 'a',
  '4': 'a',
  '3': 'e',
  '1': 'i',
  '!': 'i',
  '0': 'o',
  $: 's',
  '5': 's',
  '7': 't',
};

/**
 * Whether the password is one of those that are tried first: on the list in any case, also when letters
 * were swapped for digits (`P@ssw0rd`) or when digits and signs were put around it (`Password1!`).
 */
export function isCommonPassword(password: string): boolean {
  const { all, words } = commonPasswords();
  const lower = password.toLowerCase();
  const core = lower.replace(/^[^a-z@$]+/, '').replace(/[^a-z]+$/, '');
  return all.has(lower) || all.has(unleet(lower)) || words.has(core) || words.has(unleet(core));
}

function unleet(text: string): string {
  return text.replace(/[@431!0$57]/g, (sign) => LEET[sign] ?? sign);
}
