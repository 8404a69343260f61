// Writes the types of the API client that the e2e tests use from openapi.json.
//
//   node scripts/generate-client.mjs           writes libs/testing/src/client/schema.d.ts
//   node scripts/generate-client.mjs --check   writes nothing; fails where the file is not what would be written
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { resolve } from 'node:path';
import openapiTS, { astToString } from 'openapi-typescript';

const root = resolve(fileURLToPath(import.meta.url), '../..');
const target = 'libs/testing/src/client/schema.d.ts';
const HEADER = '// Generated from openapi.json by "npm run client". Do not edit.\n\n';

async function readDocument() {
  try {
    return JSON.parse(await readFile(resolve(root, 'openapi.json'), 'utf8'));
  } catch (error) {
    console.error(
      `openapi.json cannot be read (${error.code ?? error.message}): run "npm run openapi" first.`,
    );
    process.exit(1);
  }
}

async function generate() {
  const document = await readDocument();
  // A field with a default may be left out of a request, so it stays optional.
  const types = await openapiTS(document, { defaultNonNullable: false, alphabetize: false });
  return HEADER + astToString(types);
}

/** The number of the first line in which the two texts differ. */
function firstDifference(one, other) {
  const [a, b] = [one.split('\n'), other.split('\n')];
  const index = a.findIndex((line, at) => line !== b[at]);
  return (index === -1 ? a.length : index) + 1;
}

const wanted = await generate();
if (process.argv.includes('--check')) {
  const found = await readFile(resolve(root, target), 'utf8').catch(() => '');
  if (found === wanted) {
    console.log(`${target} fits openapi.json.`);
  } else {
    console.error(
      `${target} does not fit openapi.json (line ${firstDifference(wanted, found)}): run "npm run client".`,
    );
    process.exitCode = 1;
  }
} else {
  await writeFile(resolve(root, target), wanted);
  console.log(`Wrote ${target}.`);
}
