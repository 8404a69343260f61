import { existsSync, readdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

/** The map: a newcomer finds each feature where its name says, and no folder hides behind an empty word. */
const root = resolve(__dirname, '../..');
const NOT_FEATURES = new Set(['kernel', 'contracts', 'platform', 'testing']);
const INSIDE_FEATURE = ['api', 'application', 'domain', 'infrastructure', 'jobs'];
const EMPTY_WORDS = /^(?:utils?|helpers?|common|misc|shared|lib)$/;

function foldersUnder(folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

const libraries = readdirSync(join(root, 'libs'));
const features = libraries.filter((name) => !NOT_FEATURES.has(name));

describe('layout', () => {
  test.each(libraries)('libs/%s has its one door', (name) => {
    expect(existsSync(join(root, 'libs', name, 'src/index.ts'))).toBe(true);
  });

  test.each(features)('libs/%s has the folders of a feature and no other', (name) => {
    const entries = readdirSync(join(root, 'libs', name, 'src'), { withFileTypes: true });
    const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
    const files = entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
    expect(folders.filter((folder) => !INSIDE_FEATURE.includes(folder))).toEqual([]);
    // Beside the door stand only the compositions of the feature for a process.
    expect(files.filter((file) => file !== 'index.ts' && !file.endsWith('.module.ts'))).toEqual([]);
  });

  test('no folder is named after nothing', () => {
    const folders = ['apps', 'libs', 'test', 'scripts', 'bench'].flatMap(foldersUnder);
    expect(folders.filter((folder) => EMPTY_WORDS.test(folder.split(/[\\/]/).at(-1) ?? ''))).toEqual([]);
  });
});
