// Lints the OpenAPI document with Spectral (OpenAPI and OWASP rule sets) and Redocly: no error and no warning is
// let through. Works without a network.
//
//   node scripts/openapi-lint.mjs [openapi.json]
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { resolve } from 'node:path';

const root = resolve(fileURLToPath(import.meta.url), '../..');
const document = resolve(process.argv[2] ?? resolve(root, 'openapi.json'));

const linters = [
  {
    name: 'spectral (OpenAPI, OWASP)',
    before: ['--require', resolve(root, 'scripts/launch/spectral-memory.cjs')],
    args: [
      '@stoplight/spectral-cli/dist/index.js',
      'lint',
      document,
      '--ruleset',
      '.spectral.yaml',
      '--fail-severity=warn',
    ],
  },
  {
    name: 'redocly (recommended, strict)',
    args: ['@redocly/cli/bin/cli.js', 'lint', document, '--config', 'redocly.yaml', '--max-problems=200'],
  },
];

function run({ name, before = [], args: [script, ...args] }) {
  return new Promise((done) => {
    const child = spawn(process.execPath, [...before, resolve(root, 'node_modules', script), ...args], {
      cwd: root,
      env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (text) => (output += text));
    child.stderr.on('data', (text) => (output += text));
    child.on('error', (error) => done({ name, passed: false, output: String(error) }));
    child.on('close', (code) => done({ name, passed: code === 0, output }));
  });
}

if (!existsSync(document)) {
  console.error(`There is no ${document}: run "npm run openapi" first.`);
  process.exit(1);
}
const results = await Promise.all(linters.map(run));
for (const { name, passed, output } of results) {
  console.log(`${name}: ${passed ? 'no error, no warning' : 'FAILED'}`);
  if (!passed) console.log(output.trim());
}
process.exitCode = results.every(({ passed }) => passed) ? 0 : 1;
