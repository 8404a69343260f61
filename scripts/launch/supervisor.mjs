/**
 * Runs the long-lived processes of Almanac (API, worker) and starts one again that crashes.
 * They are detached, so that Ctrl-C in the terminal reaches us alone and we end them in order; a note of each is kept
 * in the data folder, by which the next start finds what a killed run has left.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readJson, writeJson } from '../services/data-directory.mjs';
import { end, noteOf, stillRuns } from '../services/processes.mjs';

/** Waits before each new start in milliseconds; one more crash after them, and we give up. */
const backOff = [500, 1_000, 2_000, 4_000, 8_000];
/** A process that has run this long (ms) is sound: the next crash counts as the first. */
const sound = 60_000;
/** How long (ms) a process may take to finish its requests and jobs. */
const patience = 30_000;

export class Supervisor {
  #children = new Map();
  /** Counts starts and stops: a process of an earlier run that ends, or waits for its new start, is of no concern. */
  #run = 0;

  /**
   * @param programs [{ name, script }]
   * @param onGiveUp called with the name of a process that crashes again and again
   */
  constructor({ dataDirectory, programs, env, say, onGiveUp }) {
    Object.assign(this, { programs, env, say, onGiveUp });
    this.noteFile = join(dataDirectory, 'run.json');
  }

  /** Ends the processes of a run that was itself killed. */
  async endLeftovers() {
    const notes = Object.values(readJson(this.noteFile, {})).filter(stillRuns);
    await Promise.all(notes.map((note) => end(note.pid)));
  }

  start() {
    this.#run += 1;
    for (const program of this.programs) this.#launch(program, 0);
  }

  /** Resolves to the name and the outcome of the first process that ends. */
  firstEnd() {
    const ends = [...this.#children.values()].map(
      ({ program, child }) =>
        new Promise((resolve) =>
          child.once('exit', (code, name) =>
            resolve({ name: program.name, outcome: name ?? `code ${code}` }),
          ),
        ),
    );
    return Promise.race(ends);
  }

  /** From now on a crash leads to a new start; before, it is for the caller to see (firstEnd). */
  keepAlive() {
    this.keeping = true;
  }

  /** SIGTERM to all, and SIGKILL to those that are not done in time. */
  async stop() {
    this.#run += 1;
    await Promise.all([...this.#children.values()].map(({ child }) => end(child.pid, { timeout: patience })));
    this.#children.clear();
  }

  async kill() {
    this.#run += 1;
    await Promise.all([...this.#children.values()].map(({ child }) => end(child.pid, { polite: 'SIGKILL' })));
  }

  #launch(program, crashes) {
    const child = spawn(process.execPath, [...(program.nodeArgs ?? []), program.script], {
      env: { ...this.env, ...program.env },
      detached: true,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const since = Date.now();
    const run = this.#run;
    this.#children.set(program.name, { program, child });
    writeJson(this.noteFile, this.#notes());
    child.once('exit', (code, name) => {
      if (run !== this.#run || !this.keeping) return;
      void this.#again(program, name ?? `code ${code}`, Date.now() - since > sound ? 0 : crashes);
    });
  }

  async #again(program, outcome, crashes) {
    const wait = backOff[crashes];
    if (wait === undefined) {
      this.onGiveUp(program.name);
      return;
    }
    this.say(`The ${program.name} ended unexpectedly (${outcome}); starting it again …`);
    const run = this.#run;
    await sleep(wait);
    if (run === this.#run) this.#launch(program, crashes + 1);
  }

  #notes() {
    return Object.fromEntries([...this.#children].map(([name, { child }]) => [name, noteOf(child.pid)]));
  }
}
