/** Keeps a run: all of it in results/<date>.json, its tables in RESULTS.md. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { projectRoot } from '../../scripts/services/index.mjs';
import { machineText } from './machine.mjs';
import { renderTable } from './table.mjs';

const folder = fileURLToPath(new URL('..', import.meta.url));
const BEGIN = '<!-- written by npm run bench: begin -->';
const END = '<!-- written by npm run bench: end -->';

/** Gives the files' names, for people. What stands outside the marks in RESULTS.md is left as it is. */
export function keepResults(results) {
  const date = results.at.slice(0, 10);
  const file = join(folder, 'results', `${date}.json`);
  mkdirSync(join(folder, 'results'), { recursive: true });
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
  const page = join(folder, 'RESULTS.md');
  const text = readFileSync(page, 'utf8');
  const begin = text.indexOf(BEGIN) + BEGIN.length;
  const end = text.indexOf(END);
  writeFileSync(page, `${text.slice(0, begin)}\n\n${section(results, date)}\n\n${text.slice(end)}`);
  return `${relative(projectRoot, file)} and ${relative(projectRoot, page)}`;
}

function section({ machine, options, rows, sizes, figures }, date) {
  const { rounds, seconds, connections } = options;
  const data = Object.entries(rows).map(([table, count]) => `${count.toLocaleString('en')} ${table}`);
  const bytes = Object.entries(sizes).map(
    ([name, { real }]) => `${name.toUpperCase()} ${real.toLocaleString('en')}`,
  );
  const foreign = Math.max(0, ...Object.values(figures).map((figure) => figure.foreign ?? 0));
  return [
    `Measured on ${date}: ${rounds} rounds of ${seconds} s for each server, in turn, ${connections} connections; ` +
      `medians of the rounds. Data: ${data.join(', ')}. Bytes of an answer: ${bytes.join(', ')}. ` +
      `Programs that have nothing to do with the bench took at most ${Math.round(foreign * 100)} % of the machine.`,
    `Machine: ${machineText(machine)}`,
    renderTable(figures),
  ].join('\n\n');
}
