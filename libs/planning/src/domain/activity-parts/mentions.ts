/** Names that one text may mention; what comes after them is text and nothing else. */
export const MAX_MENTIONS = 50;
export const MAX_COMMENT = 10_000;

/** `@` and a username, as identity allows them, where no word or address goes before it. */
const MENTION = /(?<![A-Za-z0-9._@-])@([A-Za-z0-9][A-Za-z0-9._-]{1,28}[A-Za-z0-9])(?![A-Za-z0-9])/g;

/** The usernames that a text mentions, in lower case, each once. Whether there are such people is not known here. */
export function mentionedIn(text: string): string[] {
  const names = new Set<string>();
  for (const [, name = ''] of text.matchAll(MENTION)) {
    names.add(name.toLowerCase());
    if (names.size === MAX_MENTIONS) break;
  }
  return [...names];
}
