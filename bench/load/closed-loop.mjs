/** W1, W2, W3, W7, W9: connections that each send the next request as soon as the answer to the last is there. */
import autocannon from 'autocannon';
import { percentile } from '../statistics.mjs';
import { deal, requestsOf } from './requests.mjs';

/**
 * Resolves to { requests, seconds, rate, p50, p99 (milliseconds), failures }. Only answers with a status of success
 * are counted; `failures` tells of the others.
 */
export async function runClosedLoop(fixtures, settings) {
  const { workload, side, keyed = false, port, connections, seconds, callers, since } = settings;
  const hands = deal(fixtures.callers.slice(0, callers), connections);
  const latencies = [];
  const failures = {};
  const fail = (what) => (failures[what] = (failures[what] ?? 0) + 1);
  let connection = 0;
  const started = performance.now();
  const run = autocannon({
    url: `http://127.0.0.1:${port}`,
    connections,
    duration: seconds,
    timeout: 20,
    // Puts a fresh value in the place of [<id>] each time.
    idReplacement: keyed,
    setupClient: (client) =>
      client.setRequests(requestsOf(workload, { callers: hands[connection++], side, keyed, since })),
  });
  run.on('response', (_client, status, _bytes, milliseconds) => {
    if (status >= 200 && status < 300) latencies.push(milliseconds);
    else fail(`status ${status}`);
  });
  run.on('reqError', (error) => fail(error.code ?? error.message));
  await run;
  const elapsed = (performance.now() - started) / 1000;
  return {
    requests: latencies.length,
    seconds: elapsed,
    rate: latencies.length / elapsed,
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
    failures,
  };
}
