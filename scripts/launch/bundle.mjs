/**
 * Makes one file, dist/almanac.js, of what the compiler wrote and the libraries that it uses, and for each program a
 * small dist/<program>.js that starts it. Node would find, read and link some 2,200 modules at each start otherwise,
 * which is most of the time until the API answers. What V8 makes of that file is kept beside it.
 *
 * Left outside, and loaded from node_modules as ever: libraries that read files of their own or start threads from
 * them, native ones, and those that the code loads only when they are wanted.
 */
import { execFile } from 'node:child_process';
import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build, stop } from 'esbuild';
import { projectRoot } from '../services/data-directory.mjs';
import { heapFlags, workerFlags } from './application.mjs';

const run = promisify(execFile);
const compiled = join(projectRoot, 'dist');

const programs = {
  api: 'apps/api/src/main.js',
  worker: 'apps/worker/src/main.js',
  cli: 'apps/cli/src/main.js',
  'print-openapi': 'apps/api/src/print-openapi.js',
};

/** What our programs run with: V8 takes what it has kept only with the flags that it was made with (loader.cjs). */
const flagSets = [heapFlags, workerFlags, []];

/** What runs in a thread or a process of its own: one file, with no more than it needs. */
const apart = {
  'schedule.worker.js': 'libs/planning/src/infrastructure/plans/schedule.worker.js',
  'import.worker.js': 'libs/exports/src/infrastructure/imports/import.worker.js',
  'drawing.main.js': 'libs/exports/src/infrastructure/drawing/drawing.main.js',
};

export const outside = [
  // native, or with files or threads of their own
  'bcrypt',
  'bull',
  'harfbuzzjs',
  'linebreak',
  'pino',
  'pino-pretty',
  'piscina',
  'redoc',
  'sharp',
  'swagger-ui-dist',
  // shared with Bull, so that there is one of it
  'ioredis',
  // loaded when first wanted
  '@aws-sdk/client-s3',
  '@aws-sdk/lib-storage',
  '@aws-sdk/s3-request-presigner',
  '@google-cloud/storage',
  '@simplewebauthn/server',
  'file-type',
  'nodemailer',
  'pdfkit',
  'postal-mime',
  'qrcode',
  'wawoff2',
  'yaml',
];

/**
 * @param ahead whether what V8 makes of it is kept, which takes some seconds and saves one at each start
 * @throws Error with the bundler's own words when something does not resolve
 */
export async function bundle({ ahead = true } = {}) {
  for (const name of readdirSync(compiled)) {
    if (name.endsWith('.v8-cache')) rmSync(join(compiled, name));
  }
  const starts = Object.entries(programs).map(([name, file]) => `'${name}': () => require('./${file}'),`);
  const alias = aliases();
  await build({
    ...common,
    alias,
    stdin: { contents: `module.exports = { ${starts.join(' ')} };`, resolveDir: compiled },
    outfile: join(compiled, 'almanac.js'),
    sourcemap: 'linked',
    sourcesContent: false,
    // Names are left alone, but not by `keepNames`, which costs a call for every closure that is made. Where two at the
    // top share one, one gets a number, and a class that knows itself gets a line before its name; so far these are
    // Nest's own, whose names are read in the log alone (NestLogger).
    minifyWhitespace: true,
  });
  copyFileSync(join(projectRoot, 'scripts/launch/loader.cjs'), join(compiled, 'loader.js'));
  writeFileSync(join(compiled, 'compile-ahead.js'), `require('./loader.js').writeCache();\n`);
  for (const name of Object.keys(programs)) {
    writeFileSync(join(compiled, `${name}.js`), `require('./loader.js').start('${name}');\n`);
  }
  for (const [name, file] of Object.entries(apart)) {
    await build({
      ...common,
      alias,
      entryPoints: [join(compiled, file)],
      outfile: join(compiled, name),
      sourcemap: 'linked',
      sourcesContent: false,
    });
  }
  // The bundler's process would stay, with a gigabyte of what it has read, as long as ours: with `npm start`, the product's.
  await stop();
  copyFileSync(
    join(projectRoot, 'libs/platform/src/crypto/password-hash.worker.js'),
    join(compiled, 'password-hash.worker.js'),
  );
  if (ahead) await Promise.all(flagSets.map(compileAhead));
}

/** What V8 makes of the bundle, kept for the next starts (loader.cjs). */
async function compileAhead(flags) {
  const maxBuffer = 64 * 1024 * 1024;
  await run(process.execPath, [...flags, join(compiled, 'compile-ahead.js')], {
    cwd: projectRoot,
    maxBuffer,
  });
}

/** What the compiler has made of our libraries, by the names by which they are imported. */
function aliases() {
  const { paths } = JSON.parse(readFileSync(join(projectRoot, 'tsconfig.json'), 'utf8')).compilerOptions;
  return Object.fromEntries(
    Object.entries(paths).map(([name, [source]]) => [name, join(compiled, source.replace(/\.ts$/, '.js'))]),
  );
}

/**
 * Nest's ES modules make themselves a `require`, which the bundler would leave alone: they would then load a second
 * copy of TypeORM and class-validator, with registries of their own. Without that line it is the bundler's.
 */
const sameCopies = {
  name: 'same-copies',
  setup(build) {
    build.onLoad({ filter: /node_modules\/@nestjs\/(typeorm|mapped-types)\/.*\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replace('const require = createRequire(import.meta.url);', ''),
      loader: 'js',
    }));
  },
};

/** What is not installed is optional to whoever asks for it, and is asked for at run time only. */
const optionalStayOutside = {
  name: 'optional-stay-outside',
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, async ({ path, pluginData, ...where }) => {
      if (pluginData === 'asked') return undefined;
      const found = await build.resolve(path, { ...where, pluginData: 'asked' });
      return found.errors.length === 0 ? found : { path, external: true };
    });
  },
};

/** What every bundle of ours has in common. */
export const common = {
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  // A `require` in its place: what comes from a cache has no `import()`, and Node loads either kind of module by it.
  supported: { 'dynamic-import': false },
  format: 'cjs',
  external: outside.flatMap((name) => [name, `${name}/*`]),
  define: { 'import.meta.url': 'importMetaUrl' },
  banner: { js: `const importMetaUrl=require('node:url').pathToFileURL(__filename).href;` },
  plugins: [sameCopies, optionalStayOutside],
  logLevel: 'error',
  absWorkingDir: projectRoot,
};
