/** What V8 made of the bundle is kept for the Node that made it: another, even with V8 of the same number, dies of it. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const loader = resolve(__dirname, '../../../scripts/launch/loader.cjs');

describe('the bundle', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'almanac-loader-'));
    copyFileSync(loader, join(folder, 'loader.js'));
    const files = {
      almanac: `module.exports = { 'print-openapi': () => 0, hello: () => process.stdout.write('hello') };`,
      ahead: `require('./loader.js').writeCache();`,
      hello: `require('./loader.js').start('hello');`,
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, `${name}.js`), text);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const run = (name: string, ...flags: string[]): string =>
    execFileSync(process.execPath, [...flags, join(folder, `${name}.js`)], { encoding: 'utf8' });

  it('is kept compiled by the version of Node, the processor and the flags', () => {
    run('ahead');
    run('ahead', '--max-semi-space-size=64');
    const made = `almanac-${process.version}-${process.arch}`;
    const kept = readdirSync(folder).filter((name) => name.endsWith('.v8-cache'));
    expect(kept.sort()).toEqual([`${made}--max-semi-space-size=64.v8-cache`, `${made}.v8-cache`]);
  });

  it('is started with it, and without', () => {
    expect(run('hello')).toBe('hello');
    expect(run('hello', '--max-semi-space-size=32')).toBe('hello');
  });
});
