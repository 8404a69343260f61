import type { Setting } from './setting';
import { settings } from './settings';

/** `.env.example`: every setting with its sentence, its default commented out. */
export function envExample(): string {
  const lines = [
    '# Generated from the settings schema by `npm run docs`. Copy to .env and change what you need.',
  ];
  for (const [group, entries] of byGroup()) {
    lines.push('', `# ---- ${group}`);
    for (const [name, setting] of entries) {
      lines.push(`# ${setting.text} (${setting.type})`, `# ${name}=${setting.secret ? '' : shown(setting)}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

/** `docs/configuration.md`: the table of all settings. */
export function configurationPage(): string {
  const lines = [
    '# Configuration',
    '',
    'Every setting is an environment variable; a `.env` file in the working folder is read too. A secret may',
    'come from a file: set `<NAME>_FILE` to its path. A wrong or missing value stops the start with a sentence',
    'that names the setting and never prints the value.',
  ];
  for (const [group, entries] of byGroup()) {
    lines.push(
      '',
      `## ${group}`,
      '',
      '| Setting | Type | Default | What it does |',
      '| --- | --- | --- | --- |',
    );
    for (const [name, setting] of entries) {
      lines.push(
        `| \`${name}\` | ${setting.type} | ${shown(setting) === '' ? '' : `\`${shown(setting)}\``} | ${setting.text} |`,
      );
    }
  }
  return `${lines.join('\n')}\n`;
}

function byGroup(): Map<string, [string, Setting<unknown>][]> {
  const groups = new Map<string, [string, Setting<unknown>][]>();
  for (const [name, setting] of Object.entries<Setting<unknown>>(settings)) {
    groups.set(setting.group, [...(groups.get(setting.group) ?? []), [name, setting]]);
  }
  return groups;
}

function shown(setting: Setting<unknown>): string {
  const value = setting.default ?? setting.devDefault;
  if (Array.isArray(value)) return value.join(',');
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : '';
}
