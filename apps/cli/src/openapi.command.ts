import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { Command } from 'commander';

/** `almanac openapi`: prints the document that the code gives; needs no database. */
export function openapiCommand(): Command {
  return new Command('openapi').description('Print the OpenAPI document.').action(async () => {
    const entry = resolve(__dirname, 'print-openapi.js');
    process.exitCode = await new Promise<number>((done, fail) => {
      const child = spawn(process.execPath, [entry], { stdio: 'inherit' });
      child.on('error', fail);
      child.on('exit', (code) => done(code ?? 1));
    });
  });
}
