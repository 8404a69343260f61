/**
 * One owner for a data directory at a time: a file that names the owning process.
 * A lock whose owner is gone (kill -9, power cut) is taken over.
 */
import { constants, copyFileSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { noteOf, stillRuns } from './processes.mjs';

/** Gives a function that releases the lock, or undefined when a living process holds it. */
export function takeLock(path) {
  const mine = `${path}.${process.pid}`;
  writeFileSync(mine, JSON.stringify(noteOf(process.pid)), { mode: 0o644 });
  try {
    for (let attempt = 0; attempt < 3; attempt += 1) {
      if (claim(mine, path)) return () => release(path);
      if (stillRuns(read(path))) return undefined;
      discardStale(path);
    }
    return undefined;
  } finally {
    rmSync(mine, { force: true });
  }
}

/** link() is atomic and never overwrites: of two simultaneous claims one wins, with its content complete. */
function claim(mine, path) {
  try {
    linkSync(mine, path);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
  }
  try {
    // File systems without hard links (some shared folders of virtual machines).
    copyFileSync(mine, path, constants.COPYFILE_EXCL);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function discardStale(path) {
  const aside = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch {
    return; // somebody else has just discarded it
  }
  // Between our look and the rename a rival may have put its own, living lock there: give it back.
  if (stillRuns(read(aside))) claim(aside, path);
  rmSync(aside, { force: true });
}

function release(path) {
  if (read(path)?.pid === process.pid) rmSync(path, { force: true });
}

function read(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
