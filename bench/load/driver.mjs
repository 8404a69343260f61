/**
 * The other end of load/process.mjs: makes load in a process of its own, so that what measures does not slow what
 * makes the load, and the other way round.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Failure } from '../../scripts/services/failure.mjs';

const script = fileURLToPath(new URL('process.mjs', import.meta.url));

/** Starts the load process. Gives { pid, run(kind, settings), stop(), kill() }; one run at a time. */
export function startLoad(fixturesFile) {
  const child = fork(script, [fixturesFile], {
    detached: true,
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
