/**
 * The kinds of setting. Each setting says type, default, group, sensitivity and a sentence in one place;
 * `.env.example` and the table in the docs are generated from that.
 */
export interface Setting<T> {
  /** What the value is when nothing is set; undefined: it must be set (in production, where `devDefault` is given). */
  readonly default: T | undefined;
  /** Stands in for a missing value outside production only. */
  readonly devDefault: T | undefined;
  readonly group: string;
  readonly text: string;
  readonly type: string;
  readonly secret: boolean;
  readonly optional: boolean;
  /** Gives the value, or throws a SettingError whose message says what is wrong, never the value. */
  parse(raw: string): T;
}

export class SettingError extends Error {}

interface Common<T> {
  group: string;
  text: string;
  default?: T;
  devDefault?: T;
}

function make<T>(
  type: string,
  options: Common<T> & { secret?: boolean; optional?: boolean },
  parse: (raw: string) => T,
) {
  const setting: Setting<T> = {
    default: options.default,
    devDefault: options.devDefault,
    group: options.group,
    text: options.text,
    type,
    secret: options.secret ?? false,
    optional: options.optional ?? false,
    parse,
  };
  return setting;
}

export function integer(options: Common<number> & { min: number; max: number }): Setting<number> {
  return make(`integer ${options.min}–${options.max}`, options, (raw) => {
    const value = Number(raw);
    if (!/^-?\d+$/.test(raw.trim()) || value < options.min || value > options.max) {
      throw new SettingError(`must be a whole number from ${options.min} to ${options.max}`);
    }
    return value;
  });
}

export function flag(options: Common<boolean>): Setting<boolean> {
  return make('true or false', options, (raw) => {
    const value = { true: true, '1': true, yes: true, false: false, '0': false, no: false }[
      raw.trim().toLowerCase()
    ];
    if (value === undefined) throw new SettingError('must be true or false');
    return value;
  });
}

export function choice<const T extends string>(
  values: readonly T[],
  options: Common<NoInfer<T>>,
): Setting<T> {
  return make<T>(values.join(', '), options, (raw) => {
    const value = values.find((candidate) => candidate === raw.trim());
    if (value === undefined) throw new SettingError(`must be one of ${values.join(', ')}`);
    return value;
  });
}

export function text(options: Common<string> & { max?: number }): Setting<string> {
  return make('text', options, (raw) => {
    if (raw.length > (options.max ?? 1000)) throw new SettingError('is too long');
    return raw;
  });
}

/** A text that may be left out altogether; its value is then the empty string. */
export function optionalText(options: { group: string; text: string; secret?: boolean }): Setting<string> {
  return make<string>('text', { ...options, default: '', optional: true }, (raw) => raw);
}

export function list(options: Common<readonly string[]>): Setting<readonly string[]> {
  return make('comma list', options, (raw) =>
    raw
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  );
}

export function url(
  protocols: readonly string[],
  options: Common<string> & { secret?: boolean; optional?: boolean },
) {
  return make<string>(`URL (${protocols.join(', ')})`, options, (raw) => {
    if (raw === '' && options.optional) return '';
    const parsed = URL.canParse(raw) ? new URL(raw) : undefined;
    if (!parsed || !protocols.includes(parsed.protocol.slice(0, -1))) {
      throw new SettingError(
        `must be a URL that begins with ${protocols.map((p) => `${p}://`).join(' or ')}`,
      );
    }
    return raw;
  });
}

/** Words that show that nobody has chosen the secret. */
const WELL_KNOWN = /^(secret|changeme|change-me|password|default|example|test|dev)/i;

function checkSecret(raw: string): void {
  if (raw.length < 32) throw new SettingError('must have 32 or more characters');
  if (WELL_KNOWN.test(raw)) {
    throw new SettingError('must not be a well-known word; make one with: openssl rand -base64 48');
  }
}

/** A comma list of secrets, each as strong as any; may be empty. */
export function secrets(options: { group: string; text: string }): Setting<readonly string[]> {
  return make<readonly string[]>(
    'comma list of secrets',
    { ...options, default: [], secret: true, optional: true },
    (raw) => {
      const parts = raw
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== '');
      parts.forEach(checkSecret);
      return parts;
    },
  );
}

export function secret(options: { group: string; text: string; devDefault?: string }): Setting<string> {
  return make<string>('secret of 32 or more characters', { ...options, secret: true }, (raw) => {
    checkSecret(raw);
    return raw;
  });
}
