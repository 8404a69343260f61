// Runs a program from its TypeScript sources in a process of its own, so that a test can kill it:
//   node run-ts.cjs <file.ts> [arguments]
const { resolve } = require('node:path');
require('../../setup/sources.cjs');
const { keepCode } = require('../../setup/kept-code.cjs');

process.argv.splice(1, 1);
const program = resolve(process.argv[1]);
keepCode(program);
require(program);
