/** CPU profiles of both servers under W1, W2 and W3, taken from outside by the inspector, for the measured time alone. */
import { mkdirSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { warm } from '../measure.mjs';
import { mainThreadOf } from '../servers/process-times.mjs';
import { summarise } from './summary.mjs';

const SAMPLE_MICROSECONDS = 500;

const runs = [
  { name: 'w1', workload: 'w1', side: 'real' },
  { name: 'w1-bare', workload: 'w1', side: 'bare' },
  { name: 'w3', workload: 'w3', side: 'real' },
  { name: 'w3-bare', workload: 'w3', side: 'bare' },
  { name: 'w2', workload: 'w2', side: 'real' },
  { name: 'w2-keyed', workload: 'w2', side: 'real', keyed: true },
  { name: 'w2-bare', workload: 'w2', side: 'bare' },
];

/** Writes <data folder>/bench/profiles/<name>.cpuprofile (for a browser's developer tools) and prints what it shows. */
export async function profileWorkloads(stage, { inspectPorts, workloads, say, ...settings }) {
  const folder = join(stage.directory, 'profiles');
  mkdirSync(folder, { recursive: true });
  for (const { name, ...run } of runs.filter(({ workload }) => workloads.includes(workload))) {
    const { profile, ...facts } = await profileOnce(stage, inspectPorts[run.side], { ...settings, ...run });
    writeFileSync(join(folder, `${name}.cpuprofile`), JSON.stringify(profile));
    const text = summarise(profile, { title: name, ...facts });
    writeFileSync(join(folder, `${name}.txt`), text);
    say(text);
  }
}

async function profileOnce(stage, inspectPort, { seconds, warmUp, connections, workload, side, keyed }) {
  const settings = { workload, keyed, side, port: stage.ports[side], connections };
  await warm(stage, { ...settings, seconds: warmUp });
  await stage.drain();
  const inspector = await connect(inspectPort);
  try {
    await inspector.call('Profiler.enable');
    await inspector.call('Profiler.setSamplingInterval', { interval: SAMPLE_MICROSECONDS });
    const { pid } = stage.programs[side];
    const before = [stage.costs()[side], ...mainThreadOf(pid)];
    await inspector.call('Profiler.start');
    const { requests, rate } = await stage.load.run('closedLoop', { ...settings, seconds });
    const after = [stage.costs()[side], ...mainThreadOf(pid)];
    const { profile } = await inspector.call('Profiler.stop');
    const [cpu, code, kernel] = after.map((time, index) => (time - before[index]) / requests);
    return { profile, rate, cpu, code, kernel };
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
