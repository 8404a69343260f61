/**
 * Where the compiler's program is: TypeScript 7, which checks and writes in a tenth of the time of the 6 beside it, which
 * is there for tools that need its API. The program itself, as the script that npm links to it waits for it without
 * hearing signals, and leaves it running when it is ended.
 */
import { Failure } from '../services/failure.mjs';

/** @throws Failure where the package lacks the program for this system */
export async function compilerPath() {
  try {
    // Loaded only here: on a fresh clone it is installed after this file is read.
    const { default: path } = await import('../../node_modules/typescript7/lib/getExePath.js');
    return path();
  } catch (error) {
    throw new Failure(`The compiler cannot be found: ${error.message}`);
  }
}
