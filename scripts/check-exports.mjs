#!/usr/bin/env node
/**
 * `node scripts/check-exports.mjs file.pdf …`: what Poppler and qpdf say of PDFs that were exported. Each of the two that
 * is not installed is passed over, and said so.
 */
import { spawnSync } from 'node:child_process';

const files = process.argv.slice(2);
const has = (program) => spawnSync(program, ['--version']).error === undefined;
const run = (program, ...args) => spawnSync(program, args, { encoding: 'utf8', maxBuffer: 2 ** 28 });

/** What is wrong with the file; nothing where all is well. */
function problems(file) {
  const found = [];
  if (has('qpdf')) {
    const { status, stdout, stderr } = run('qpdf', '--check', file);
    if (status !== 0) found.push(`qpdf: ${stdout}${stderr}`);
  }
  if (has('pdffonts')) {
    const { status, stdout, stderr } = run('pdffonts', file);
    const fonts = stdout.split('\n').slice(2).filter(Boolean);
    if (status !== 0 || stderr !== '') found.push(`pdffonts: ${stderr}`);
    for (const font of fonts)
      if (!/ yes yes yes +\d+ +\d+$/.test(font)) found.push(`not embedded or not readable: ${font}`);
    const text = run('pdftotext', file, '-');
    if (text.status !== 0 || text.stderr !== '' || text.stdout.trim() === '')
      found.push(`pdftotext: ${text.stderr || 'no text'}`);
    if (!/^Tagged: +yes$/m.test(run('pdfinfo', file).stdout)) found.push('pdfinfo: not tagged');
  }
  return found;
}

for (const program of ['qpdf', 'pdffonts']) {
  if (!has(program)) process.stderr.write(`${program} is not installed; its checks are left out.\n`);
}
for (const file of files) {
  const found = problems(file);
  process.stdout.write(`${found.length === 0 ? 'well' : 'bad'}  ${file}\n`);
  for (const problem of found) process.stdout.write(`      ${problem}\n`);
  if (found.length > 0) process.exitCode = 1;
}
