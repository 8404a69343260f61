import { readFileSync } from 'node:fs';
import { SettingError, type Setting } from './setting';
import { settings } from './settings';

type Settings = typeof settings;

/** The checked configuration. Provided under this class, so that it can be injected by type. */
export type ConfigValues = {
  readonly [Name in keyof Settings]: Settings[Name] extends Setting<infer T> ? T : never;
};

/** Settings are wrong or missing. The message has a sentence for each, and never a value. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

/**
 * Reads and checks all settings. A secret may come from a file named in `<NAME>_FILE`.
 * @throws ConfigError that names every setting that is wrong.
 */
export function loadConfig(env: NodeJS.ProcessEnv = process.env): ConfigValues {
  const problems: string[] = [];
  const production = env['NODE_ENV'] === 'production';
  const values: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries<Setting<unknown>>(settings)) {
    try {
      values[name] = read(name, setting, env, production);
    } catch (error) {
      if (!(error instanceof SettingError)) throw error;
      problems.push(`${name} ${error.message}. ${setting.text}`);
    }
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.freeze(values) as ConfigValues;
}

function read(name: string, setting: Setting<unknown>, env: NodeJS.ProcessEnv, production: boolean): unknown {
  const raw = rawValue(name, env);
  if (raw !== undefined && raw !== '') return setting.parse(raw);
  if (setting.default !== undefined) return setting.default;
  if (!production && setting.devDefault !== undefined) return setting.devDefault;
  throw new SettingError('is not set');
}

function rawValue(name: string, env: NodeJS.ProcessEnv): string | undefined {
  const file = env[`${name}_FILE`];
  if (env[name] !== undefined || file === undefined || file === '') return env[name];
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    throw new SettingError(`cannot be read: the file named in ${name}_FILE does not open`);
  }
}

/** Loads `.env` of the working folder, where there is one; what is set already wins. */
export function loadDotEnv(): void {
  try {
    process.loadEnvFile('.env');
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'ENOENT') throw error;
  }
}
