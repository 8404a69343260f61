import { readFile, writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { plannerSchemaPage } from '@almanac/exports';
import { configurationPage, envExample, errorPage } from '@almanac/platform';

/** Files that are written from the code, never by hand. */
const PAGES: readonly [string, () => string][] = [
  ['.env.example', envExample],
  ['docs/configuration.md', configurationPage],
  ['docs/errors.md', errorPage],
  ['docs/planner.schema.json', plannerSchemaPage],
];

/** `almanac docs`: writes the generated pages; `--check` tells whether they are up to date. */
export function docsCommand(): Command {
  return new Command('docs')
    .description('Write the pages that are generated from the code.')
    .option('--check', 'write nothing; fail when a page differs')
    .action(async (options: { check?: boolean }) => {
      for (const [path, make] of PAGES) {
        if (!options.check) await writeFile(path, make());
        else if ((await readFile(path, 'utf8').catch(() => '')) !== make()) {
          process.stderr.write(`${path} is not up to date; run: npm run docs\n`);
          process.exitCode = 1;
        }
      }
    });
}
