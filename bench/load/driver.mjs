/**
 * The other end of load/process.mjs: makes load in a process of its own, so that what measures does not slow what
 * makes the load, and the other way round.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Failure } from '../../scripts/services/failure.mjs';

/**
 * Its garbage is collected before each run, and as little as may be in the midst of one: a full collection has four threads
 * busy for 0.2 s, and on two cores that was most of what the slowest requests had waited for.
 */
const QUIET_HEAP = ['--expose-gc', '--max-semi-space-size=64', '--initial-old-space-size=2048'];

const script = fileURLToPath(new URL('process.mjs', import.meta.url));

/** Starts the load process. Gives { pid, run(kind, settings), stop(), kill() }; one run at a time. */
export function startLoad(fixturesFile) {
  const child = fork(script, [fixturesFile], {
    detached: true,
    execArgv: QUIET_HEAP,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  let settle;
  child.on('message', ({ result, error }) => {
    if (error) settle?.reject(new Failure(error));
    else settle?.resolve(result);
  });
  child.on('exit', () => settle?.reject(new Failure('The process that makes the load has ended.')));
  const kill = () => void child.kill('SIGKILL');
  return {
    pid: child.pid,
    run: (kind, settings) =>
      new Promise((resolve, reject) => {
        settle = { resolve, reject };
        child.send({ kind, settings });
      }),
    stop: kill,
    kill,
  };
}
