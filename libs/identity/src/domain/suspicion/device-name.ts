/**
 * A device in words that we have chosen: what a client calls itself is a stranger's text, and is not repeated in
 * a mail. First match wins, because browsers claim to be each other.
 */
const CLIENTS: readonly [RegExp, string][] = [
  [/Edg(e|A|iOS)?\//, 'Edge'],
  [/OPR\/|Opera/, 'Opera'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/Chrom(e|ium)\/|CriOS\//, 'Chrome'],
  [/Safari\//, 'Safari'],
  [/okhttp|CFNetwork|Dart\/|Expo|ReactNative|Almanac-/i, 'an app'],
];
const SYSTEMS: readonly [RegExp, string][] = [
  [/Windows/, 'Windows'],
  [/iPhone|iPad|iOS/, 'an iPhone or iPad'],
  [/Android/, 'Android'],
  [/Mac OS X|Macintosh/, 'a Mac'],
  [/CrOS/, 'ChromeOS'],
  [/Linux/, 'Linux'],
];

/** Such as `Firefox on Linux`. */
export function deviceName(userAgent: string | undefined): string {
  const text = userAgent?.slice(0, 512) ?? '';
  const named = (names: readonly [RegExp, string][]) => names.find(([pattern]) => pattern.test(text))?.[1];
  const [client, system] = [named(CLIENTS), named(SYSTEMS)];
  if (client === undefined) return system === undefined ? 'a program' : `a program on ${system}`;
  return system === undefined ? client : `${client} on ${system}`;
}
