import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/**
 * The checker of the architecture's arrows, which `npm run check` has look at the real tree, sees a breach of each: every rule of
 * .dependency-cruiser.cjs has a violation planted in a small tree of its own, and exactly that rule speaks.
 * (dependency-cruiser is an ES module that jest on Node 20 cannot load, so its command is run.)
 */
interface Rule {
  name: string;
}

interface Planted {
  rule: string;
  file: string;
  imports: string;
}

interface CruiseResult {
  summary: { violations: { from: string; rule: { name: string } }[]; totalCruised: number };
}

const root = resolve(__dirname, '../..');
const config = join(root, '.dependency-cruiser.cjs');
const command = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
const rules = (createRequire(__filename)(config) as { forbidden: Rule[] }).forbidden.map((rule) => rule.name);

const FEATURES = rules
  .filter((name) => name.startsWith('feature-edges-'))
  .map((name) => name.slice('feature-edges-'.length));
const LIBRARIES = ['kernel', 'contracts', 'platform', 'testing', ...FEATURES];

const planted: Planted[] = [
  { rule: 'kernel-imports-no-library', file: 'libs/kernel/src/v1.ts', imports: '@almanac/contracts' },
  { rule: 'kernel-imports-no-package', file: 'libs/kernel/src/v2.ts', imports: '@nestjs/common' },
  { rule: 'contracts-import-only-kernel', file: 'libs/contracts/src/v1.ts', imports: '@almanac/platform' },
  { rule: 'contracts-are-types-and-constants', file: 'libs/contracts/src/v2.ts', imports: '@nestjs/common' },
  { rule: 'contracts-are-types-and-constants', file: 'libs/contracts/src/v3.ts', imports: 'node:fs' },
  { rule: 'platform-imports-no-feature', file: 'libs/platform/src/v1.ts', imports: '@almanac/identity' },
  { rule: 'libraries-import-no-app', file: 'libs/platform/src/v2.ts', imports: '../../../apps/api/src/main' },
  { rule: 'apps-import-no-other-app', file: 'apps/worker/src/v1.ts', imports: '../../api/src/main' },
  { rule: 'migrations-stand-alone', file: 'migrations/v1.ts', imports: '@almanac/kernel' },
  { rule: 'testing-only-by-tests', file: 'apps/api/src/v1.ts', imports: '@almanac/testing' },
  { rule: 'testing-only-by-tests', file: 'libs/planning/src/v1.ts', imports: '@almanac/testing' },
  { rule: 'libraries-are-known', file: 'libs/misc/src/v1.ts', imports: './other' },
  {
    rule: 'libraries-only-through-index',
    file: 'libs/planning/src/v2.ts',
    imports: '../../platform/src/database/pool',
  },
  {
    rule: 'libraries-only-through-index-from-outside',
    file: 'apps/api/src/v2.ts',
    imports: '../../../libs/platform/src/database/pool',
  },
  { rule: 'libraries-by-alias', file: 'libs/planning/src/v3.ts', imports: '../../kernel/src/index' },
  { rule: 'libraries-by-alias', file: 'apps/api/src/v3.ts', imports: '../../../libs/kernel/src/index' },
  { rule: 'no-own-door', file: 'libs/planning/src/domain/v1.ts', imports: '../index' },
  ...FEATURES.map((name) => ({
    rule: `feature-edges-${name}`,
    file: `libs/${name}/src/edge.ts`,
    imports: `@almanac/${name === 'identity' ? 'planning' : 'identity'}`,
  })),
  ...['application', 'infrastructure', 'api', 'jobs'].map((folder) => ({
    rule: 'domain-imports-no-outer-folder',
    file: `libs/planning/src/domain/to-${folder}.ts`,
    imports: `../${folder}/thing`,
  })),
  {
    rule: 'domain-imports-no-platform',
    file: 'libs/planning/src/domain/v2.ts',
    imports: '@almanac/platform',
  },
  { rule: 'domain-imports-no-framework', file: 'libs/planning/src/domain/v3.ts', imports: '@nestjs/common' },
  { rule: 'domain-imports-no-framework', file: 'libs/planning/src/domain/v4.ts', imports: 'typeorm' },
  ...['infrastructure', 'api', 'jobs'].map((folder) => ({
    rule: 'application-imports-no-outer-folder',
    file: `libs/planning/src/application/to-${folder}.ts`,
    imports: `../${folder}/thing`,
  })),
  { rule: 'application-imports-no-driver', file: 'libs/planning/src/application/v1.ts', imports: 'typeorm' },
  ...['api', 'jobs'].flatMap((folder) => [
    {
      rule: 'infrastructure-imports-no-edge',
      file: `libs/planning/src/infrastructure/to-${folder}.ts`,
      imports: `../${folder}/thing`,
    },
    {
      rule: 'edge-imports-no-infrastructure',
      file: `libs/planning/src/${folder}/v1.ts`,
      imports: '../infrastructure/thing',
    },
    {
      rule: 'api-and-jobs-stay-apart',
      file: `libs/planning/src/${folder}/v2.ts`,
      imports: `../${folder === 'api' ? 'jobs' : 'api'}/thing`,
    },
  ]),
  { rule: 'no-circles', file: 'libs/platform/src/circle/a.ts', imports: './b' },
  { rule: 'no-import-from-dist', file: 'libs/platform/src/v3.ts', imports: '../../../dist/built' },
  { rule: 'no-import-of-tests', file: 'libs/platform/src/v4.ts', imports: './thing.spec' },
  {
    rule: 'no-dev-dependencies-in-production',
    file: 'libs/platform/src/v5.ts',
    imports: 'only-for-development',
  },
  { rule: 'no-undeclared-packages', file: 'libs/platform/src/v6.ts', imports: 'undeclared' },
  { rule: 'no-unresolvable', file: 'libs/platform/src/v7.ts', imports: './nowhere' },
];

/** Imports that the rules must leave alone; a checker that refuses everything would pass the rest. */
const allowed: Omit<Planted, 'rule'>[] = [
  { file: 'libs/contracts/src/good.ts', imports: '@almanac/kernel' },
  { file: 'libs/platform/src/good.ts', imports: '@almanac/contracts' },
  { file: 'libs/planning/src/application/good.ts', imports: '@almanac/platform' },
  { file: 'libs/planning/src/application/good-nest.ts', imports: '@nestjs/common' },
  { file: 'libs/planning/src/application/good-domain.ts', imports: '../domain/thing' },
  { file: 'libs/planning/src/infrastructure/good.ts', imports: '../application/thing' },
  { file: 'libs/planning/src/infrastructure/good-typeorm.ts', imports: 'typeorm' },
  { file: 'libs/planning/src/api/good.ts', imports: '../application/thing' },
  { file: 'libs/planning/src/jobs/good.ts', imports: '../application/thing' },
  { file: 'apps/api/src/good.ts', imports: '@almanac/planning' },
  { file: 'test/e2e/planning/good.e2e-spec.ts', imports: '@almanac/testing' },
  { file: 'libs/testing/src/good.ts', imports: '../../../apps/api/src/main' },
  { file: 'libs/kernel/src/good.spec.ts', imports: 'only-for-development' },
];

/** Runs dependency-cruiser over a tree and gives what it found, also where it ends with an error. */
function cruise(cwd: string, folders: string[], more: string[] = []): Promise<CruiseResult> {
  const args = [command, '--config', config, '--output-type', 'json', ...more, ...folders];
  return new Promise((done, fail) => {
    execFile(process.execPath, args, { cwd, maxBuffer: 256 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (stdout.startsWith('{')) done(JSON.parse(stdout) as CruiseResult);
      else fail(error ?? new Error(`dependency-cruiser gave no JSON: ${stderr}`));
    });
  });
}

/** A tree with the shape of this one, every library with a door, and the stub packages that files import. */
function buildTree(tree: string): void {
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(tree, file)), { recursive: true });
    writeFileSync(join(tree, file), text);
  };
  const thing = 'export const thing = 1;\n';
  const stub = (name: string): void => {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }));
    write(`node_modules/${name}/index.js`, 'exports.thing = 1;\n');
  };
  const paths = Object.fromEntries(
    LIBRARIES.map((lib) => [`@almanac/${lib}`, [`./libs/${lib}/src/index.ts`]]),
  );
  const compilerOptions = { module: 'nodenext', moduleResolution: 'nodenext', target: 'ES2023', paths };
  write('tsconfig.json', JSON.stringify({ compilerOptions }));
  write(
    'package.json',
    JSON.stringify({
      name: 'planted',
      dependencies: { '@nestjs/common': '1.0.0', typeorm: '1.0.0' },
      devDependencies: { 'only-for-development': '1.0.0' },
    }),
  );
  ['@nestjs/common', 'typeorm', 'only-for-development', 'undeclared'].forEach(stub);
  for (const lib of LIBRARIES) write(`libs/${lib}/src/index.ts`, thing);
  for (const folder of ['domain', 'application', 'infrastructure', 'api', 'jobs']) {
    write(`libs/planning/src/${folder}/thing.ts`, thing);
  }
  for (const file of [
    'libs/platform/src/database/pool.ts',
    'libs/platform/src/thing.spec.ts',
    'dist/built.ts',
  ]) {
    write(file, thing);
  }
  for (const file of ['apps/api/src/main.ts', 'libs/misc/src/other.ts', 'bench/good.ts']) write(file, thing);
  write('libs/platform/src/circle/b.ts', "import { thing } from './a';\nexport const back = thing;\n");
  for (const { file, imports } of [...planted, ...allowed]) {
    write(file, `import { thing } from '${imports}';\nexport const used = thing;\n`);
  }
}

describe('dependency arrows', () => {
  const tree = mkdtempSync(join(tmpdir(), 'almanac-arrows-'));
  const found = new Map<string, Set<string>>();

  beforeAll(async () => {
    buildTree(tree);
    const result = await cruise(tree, ['apps', 'libs', 'migrations', 'test', 'bench'], ['--no-cache']);
    for (const { from, rule } of result.summary.violations) {
      found.set(from, (found.get(from) ?? new Set()).add(rule.name));
    }
  });

  afterAll(() => {
    rmSync(tree, { recursive: true, force: true });
  });

  test('every rule has a planted violation', () => {
    expect(new Set(planted.map(({ rule }) => rule))).toEqual(new Set(rules));
  });

  test.each(planted)('$rule catches $file importing $imports', ({ rule, file }) => {
    expect([...(found.get(file) ?? [])]).toEqual([rule]);
  });

  test.each(allowed)('$file may import $imports', ({ file }) => {
    expect([...(found.get(file) ?? [])]).toEqual([]);
  });
});
