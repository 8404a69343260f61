import names from 'color-name';

const HEX = /^#(?:[\da-f]{3,4}|[\da-f]{6}|[\da-f]{8})$/i;
/** No name of a CSS colour is longer than `lightgoldenrodyellow`. */
const LONGEST = 24;

/**
 * A colour as CSS names it (CSS Color 4, 5.2 and 6.1: hexadecimal of 3, 4, 6 or 8 digits, or a name), as `#rrggbb`. What
 * lets the paper show through is mixed with white. Nothing for what is no colour: that is for the sender to mend.
 */
export function inkColor(text: string): string | undefined {
  if (text.length > LONGEST) return undefined;
  if (HEX.test(text)) return fromHex(text.slice(1));
  const name = text.toLowerCase();
  const color = Object.hasOwn(names, name) ? names[name] : undefined;
  return color && toHex(color);
}

function fromHex(digits: string): string {
  const long = digits.length <= 4 ? [...digits].map((digit) => digit + digit).join('') : digits;
  const [red = 0, green = 0, blue = 0, alpha = 255] = [0, 2, 4, 6]
    .filter((at) => at < long.length)
    .map((at) => Number.parseInt(long.slice(at, at + 2), 16));
  return toHex([red, green, blue].map((part) => Math.round(255 + ((part - 255) * alpha) / 255)));
}

function toHex(parts: readonly number[]): string {
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}
