// `npm run check`: everything that a machine can check without running the tests. All steps run even where one
// fails; what failed is named last, and the exit code says it. Steps that wait for nothing run two at a time.
//
//   node scripts/check.mjs [step …]    only these steps, and what they need
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { resolve } from 'node:path';

const root = resolve(fileURLToPath(import.meta.url), '../..');
const AT_ONCE = 2;

const node = (...args) => [process.execPath, ...args];
/** With more room for young objects than Node gives: of those that parse the whole project, it spares some of the time. */
const tool = (path, ...args) =>
  node('--max-semi-space-size=64', resolve(root, 'node_modules', path), ...args);
const npm = (...args) =>
  process.env.npm_execpath
    ? node(process.env.npm_execpath, ...args)
    : [process.platform === 'win32' ? 'npm.cmd' : 'npm', ...args];

/** In the order of the summary. `needs` are steps that must have passed; otherwise the step fails unrun. */
const steps = [
  {
    name: 'install',
    title: 'packages are those of the lock file',
    command: node('scripts/launch/install.mjs'),
  },
  // The long ones first: two lanes end sooner so.
  {
    name: 'build',
    title: 'the product builds',
    needs: ['install'],
    command: node(
      '--input-type=module',
      '--eval',
      "import { ensureBuilt } from './scripts/launch/build.mjs'; await ensureBuilt();",
    ),
  },
  {
    name: 'lint',
    title: 'eslint',
    needs: ['install'],
    // No cache: it goes by the content of one file, and rules that know types look at others too.
    command: tool('eslint/bin/eslint.js', '--max-warnings=0', '.'),
  },
  {
    name: 'types',
    title: 'types, tests and benches included',
    needs: ['install'],
    command: tool('typescript7/bin/tsc', '--noEmit', '-p', 'tsconfig.json'),
  },
  {
    name: 'format',
    title: 'prettier',
    needs: ['install'],
    command: tool('prettier/bin/prettier.cjs', '--check', '--log-level=warn', '--cache', '.'),
  },
  {
    name: 'arrows',
    title: 'dependency arrows',
    needs: ['install'],
    command: tool(
      'dependency-cruiser/bin/dependency-cruise.mjs',
      '--config',
      '.dependency-cruiser.cjs',
      'apps',
      'libs',
      'migrations',
      'test',
      'bench',
    ),
  },
  {
    name: 'migrations',
    title: 'migrations up, down, up, and no drift',
    needs: ['build'],
    command: node('scripts/check-migrations.mjs'),
  },
  {
    name: 'openapi',
    title: 'openapi.json is what the code says',
    needs: ['build'],
    command: npm('run', 'openapi:check', '--silent'),
  },
  {
    name: 'openapi-lint',
    title: 'openapi.json keeps the OpenAPI and OWASP rules',
    needs: ['install'],
    command: node('scripts/openapi-lint.mjs'),
  },
  {
    name: 'client',
    title: 'the generated client fits openapi.json',
    needs: ['install'],
    command: node('scripts/generate-client.mjs', '--check'),
  },
  {
    name: 'docs',
    title: 'generated pages are what the code says',
    needs: ['build'],
    command: node('dist/cli.js', 'docs', '--check'),
  },
];

const byName = new Map(steps.map((step) => [step.name, step]));
const results = new Map();
const running = new Map();

function seconds(milliseconds) {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

/** Runs a command and keeps what it prints, so that two steps do not write into each other. */
function run([program, ...args]) {
  return new Promise((done) => {
    const child = spawn(program, args, {
      cwd: root,
      env: process.stdout.isTTY ? { ...process.env, FORCE_COLOR: '1' } : { ...process.env, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (text) => (output += text));
    }
    child.on('error', (error) => done({ passed: false, output: error.message }));
    child.on('close', (code) => done({ passed: code === 0, output }));
  });
}

async function perform(step) {
  const started = Date.now();
  const { passed, output } = await run(step.command);
  finish(step, { passed, output, note: seconds(Date.now() - started) });
}

function finish(step, result) {
  results.set(step.name, result);
  console.log(`\n=== ${step.title} (${step.name}): ${result.passed ? 'passed' : 'FAILED'}, ${result.note}`);
  if (!result.passed) console.log(result.output.trim());
}

/** Starts what may start now; a step whose needs failed is over at once. */
function startReady(pending) {
  for (const step of [...pending]) {
    const needs = (step.needs ?? []).filter(
      (name) => pending.has(byName.get(name)) || running.has(name) || results.has(name),
    );
    const failed = needs.find((name) => results.get(name)?.passed === false);
    if (failed) {
      pending.delete(step);
      finish(step, { passed: false, output: '', note: `not run, as "${failed}" failed` });
    } else if (running.size < AT_ONCE && needs.every((name) => results.has(name))) {
      pending.delete(step);
      running.set(
        step.name,
        perform(step).finally(() => running.delete(step.name)),
      );
    }
  }
}

function wanted(names) {
  const unknown = names.filter((name) => !byName.has(name));
  if (unknown.length > 0) {
    console.error(`No such step: ${unknown.join(', ')}. Steps: ${[...byName.keys()].join(', ')}.`);
    process.exit(2);
  }
  const chosen = new Set();
  const add = (name) => {
    chosen.add(name);
    (byName.get(name).needs ?? []).forEach(add);
  };
  (names.length > 0 ? names : [...byName.keys()]).forEach(add);
  return new Set(steps.filter(({ name }) => chosen.has(name)));
}

const started = Date.now();
const pending = wanted(process.argv.slice(2));
const chosen = [...pending];
for (;;) {
  startReady(pending);
  if (running.size === 0) break;
  await Promise.race(running.values());
}

console.log('\nSummary');
for (const { name } of chosen) {
  const { passed, note } = results.get(name);
  console.log(`  ${passed ? 'passed' : 'FAILED'}  ${name.padEnd(13)} ${note}`);
}
const failures = chosen.filter(({ name }) => !results.get(name).passed).length;
const verdict = failures === 0 ? 'all checks passed' : `${failures} of ${chosen.length} checks failed`;
console.log(`\ncheck: ${verdict} in ${seconds(Date.now() - started)}`);
process.exitCode = failures === 0 ? 0 : 1;
