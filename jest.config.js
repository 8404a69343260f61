// Jest on Node 20 cannot load ESM packages by itself, and Nest 12 is ESM: every package that says
// "type": "module" is therefore let through to swc, which turns it into CommonJS.
const fs = require('node:fs');
const path = require('node:path');

const ALSO = ['@fastify/cookie'];

function esmPackages() {
  const root = path.join(__dirname, 'node_modules');
  const isEsm = (dir) => {
    try {
      return JSON.parse(fs.readFileSync(path.join(dir, 'package.json'), 'utf8')).type === 'module';
    } catch {
      return false;
    }
  };
  const names = fs
    .readdirSync(root)
    .flatMap((name) =>
      name.startsWith('@') ? fs.readdirSync(path.join(root, name)).map((sub) => `${name}/${sub}`) : [name],
    );
  return names.filter((name) => isEsm(path.join(root, name)));
}

const esm = [...esmPackages(), ...ALSO].map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
const swc = (parser) => [
  '@swc/jest',
  {
    jsc: {
      parser,
      target: 'es2022',
      transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
    },
    module: { type: 'commonjs' },
    sourceMaps: 'inline',
  },
];

/** Libraries in one file (scripts/launch/test-libraries.mjs), where `npm test` has made it. */
function bundledLibraries() {
  const folder = process.env.ALMANAC_TEST_LIBRARIES;
  if (!folder) return {};
  const names = JSON.parse(fs.readFileSync(path.join(folder, 'names.json'), 'utf8'));
  const escaped = (name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return Object.fromEntries(
    Object.entries(names).map(([name, file]) => [`^${escaped(name)}$`, path.join(folder, `${file}.js`)]),
  );
}

/** @type {import('jest').Config} */
module.exports = {
  rootDir: __dirname,
  testEnvironment: '<rootDir>/test/setup/one-realm.environment.cjs',
  runtime: '<rootDir>/test/setup/one-realm.runtime.cjs',
  testSequencer: '<rootDir>/test/setup/slow-first.sequencer.cjs',
  setupFiles: ['<rootDir>/test/setup/seed.cjs'],
  roots: ['<rootDir>/libs', '<rootDir>/apps', '<rootDir>/test'],
  testMatch: ['**/*.spec.ts', '**/*.e2e-spec.ts'],
  transform: {
    '\\.ts$': swc({ syntax: 'typescript', decorators: true }),
    '\\.m?js$': swc({ syntax: 'ecmascript' }),
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esm.join('|')})/)`],
  moduleNameMapper: {
    ...bundledLibraries(),
    '^@almanac/(kernel|contracts|platform|identity|planning|notifications|webhooks|exports|files|billing|testing)$':
      '<rootDir>/libs/$1/src/index.ts',
  },
  globalSetup: '<rootDir>/test/setup/global-setup.ts',
  globalTeardown: '<rootDir>/test/setup/global-teardown.ts',
  testTimeout: 60_000,
  // Each test file starts its own application on a database of its own.
  maxWorkers: 2,
  // By the end a worker has up to 2 GB, and takes a good second to give them back. One that is still there after this
  // has something open.
  workerGracefulExitTimeout: 10_000,
};
