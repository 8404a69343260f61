/** CPU profiles of the API under W1, W2 and W3, taken from outside by its inspector, for the measured time alone. */
import { mkdirSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { summarise } from './summary.mjs';

const SAMPLE_MICROSECONDS = 200;

const runs = [
  { name: 'w1', workload: 'w1' },
  { name: 'w3', workload: 'w3' },
  { name: 'w2', workload: 'w2' },
  { name: 'w2-keyed', workload: 'w2', keyed: true },
];

/** Writes <data folder>/bench/profiles/<name>.cpuprofile (for a browser's developer tools) and prints what it shows. */
export async function profileWorkloads(stage, { inspectPort, seconds, warmUp, connections, workloads, say }) {
  const folder = join(stage.directory, 'profiles');
  mkdirSync(folder, { recursive: true });
  const inspector = await connect(inspectPort);
  try {
    await inspector.call('Profiler.enable');
    await inspector.call('Profiler.setSamplingInterval', { interval: SAMPLE_MICROSECONDS });
    for (const { name, workload, keyed } of runs.filter((run) => workloads.includes(run.workload))) {
      const settings = { workload, keyed, side: 'real', port: stage.ports.real, connections };
      await stage.load.run('closedLoop', { ...settings, seconds: warmUp });
      if (workload === 'w2') await stage.drain();
      const before = stage.costs();
      await inspector.call('Profiler.start');
      const result = await stage.load.run('closedLoop', { ...settings, seconds });
      const { profile } = await inspector.call('Profiler.stop');
      const after = stage.costs();
      writeFileSync(join(folder, `${name}.cpuprofile`), JSON.stringify(profile));
      const text = summarise(profile, {
        title: name,
        requests: result.requests,
        rate: result.rate,
        cpu: (after.real - before.real) / result.requests,
      });
      writeFileSync(join(folder, `${name}.txt`), text);
      say(text);
    }
  } finally {
    inspector.close();
  }
}

async function connect(port) {
  const [target] = await json(`http://127.0.0.1:${port}/json/list`);
  const socket = new WebSocket(target.webSocketDebuggerUrl, {
    perMessageDeflate: false,
    maxPayload: 2 ** 30,
  });
  const waiting = new Map();
  let last = 0;
  socket.on('message', (data) => {
    const { id, result, error } = JSON.parse(data.toString());
    const settle = waiting.get(id);
    waiting.delete(id);
    if (error) settle?.reject(new Error(error.message));
    else settle?.resolve(result);
  });
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  return {
    call: (method, params) =>
      new Promise((resolve, reject) => {
        last += 1;
        waiting.set(last, { resolve, reject });
        socket.send(JSON.stringify({ id: last, method, params }));
      }),
    close: () => socket.close(),
  };
}

function json(url) {
  return new Promise((resolve, reject) => {
    http
      .get(url, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk) => (text += chunk));
        response.on('end', () => resolve(JSON.parse(text)));
      })
      .on('error', reject);
  });
}
