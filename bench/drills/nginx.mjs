/** An nginx of the drill's own on 127.0.0.1, with the configuration of deploy/nginx before two replicas. */
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { find, installPackage } from '../../scripts/services/debian-package.mjs';
import { Failure, projectRoot } from '../../scripts/services/index.mjs';
import { end } from '../../scripts/services/processes.mjs';

const folder = join(projectRoot, 'deploy', 'nginx');

/** The program's path. @throws Failure that says how to get it */
export async function findNginx(say) {
  const found = find('nginx');
  if (found) return found;
  if (process.getuid?.() === 0 && find('apt-get')) {
    say('Installing nginx …');
    await installPackage('nginx-light');
    const fresh = find('nginx');
    if (fresh) return fresh;
  }
  throw new Failure(
    'The drills need nginx on the PATH: install it (Debian: sudo apt-get install nginx-light).',
  );
}

/**
 * @param replicas ports of the API
 * Resolves to { pid, stop(), kill() } once it listens on `port`.
 */
export async function startNginx({ command, directory, port, replicas }) {
  const home = join(directory, 'nginx');
  mkdirSync(home, { recursive: true });
  const file = join(home, 'nginx.conf');
  writeFileSync(file, configuration({ home, port, replicas }));
  const log = openSync(join(home, 'output.log'), 'a');
  const child = spawn(command, ['-e', join(home, 'error.log'), '-p', home, '-c', file], {
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  child.on('error', () => undefined); // seen as an end
  const deadline = Date.now() + 10_000;
  while (!(await answers(port))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      throw new Failure(`nginx did not start: ${readFileSync(join(home, 'output.log'), 'utf8').trim()}`);
    }
    await sleep(50);
  }
  return {
    pid: child.pid,
    stop: () => end(child.pid, { timeout: 5_000 }),
    kill: () => end(child.pid, { polite: 'SIGKILL' }),
  };
}

async function answers(port) {
  return fetch(`http://127.0.0.1:${port}/health`).then(
    () => true,
    () => false,
  );
}

function configuration({ home, port, replicas }) {
  const servers = replicas.map((replica) => `    server 127.0.0.1:${replica} max_fails=0;`).join('\n');
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `  ${name}_temp_path ${join(home, name)};`,
  );
  return `daemon off;
worker_processes 1;
pid ${join(home, 'nginx.pid')};
error_log ${join(home, 'error.log')} warn;
events {
  worker_connections 2048;
}
http {
${temporary.join('\n')}
  access_log off;
  server_tokens off;
  upstream almanac_api {
    zone almanac_api 64k;
${servers}
    keepalive 64;
    keepalive_timeout 60s;
  }
  upstream almanac_sticky {
    zone almanac_sticky 64k;
    hash $remote_addr consistent;
${servers}
  }
  include ${join(folder, 'maps.conf')};
  server {
    listen 127.0.0.1:${port};
    include ${join(folder, 'locations.conf')};
  }
}
`;
}
