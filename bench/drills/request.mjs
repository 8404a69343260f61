/** One request over connections that are kept alive, as browsers and other servers keep them. */
import http from 'node:http';

/** Longest time (ms) that an answer may take; what takes longer hangs. */
export const HANGS_MS = 30_000;

const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });

/**
 * Never throws. Resolves to { status, headers, text, data, ms }; status 0 with `failure` where there was no answer.
 */
export function request({ url, token, method = 'GET', path, body, key, timeout = HANGS_MS, own = false }) {
  const started = performance.now();
  const { hostname, port } = new URL(url);
  const text = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((resolve) => {
    const settle = (outcome) => resolve({ ...outcome, ms: performance.now() - started });
    const fail = (error) =>
      settle({ status: 0, failure: error.code ?? error.message, headers: {}, text: '' });
    const asked = http.request(
      {
        hostname,
        port,
        method,
        path,
        agent: own ? false : agent,
        headers: {
          ...(token ? { authorization: `Bearer ${token}` } : {}),
          ...(text === undefined
            ? {}
            : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
          ...(key ? { 'idempotency-key': key } : {}),
        },
      },
      (response) => {
        let answer = '';
        response.on('data', (chunk) => (answer += chunk));
        response.on('error', fail);
        response.on('end', () =>
          settle({
            status: response.statusCode,
            headers: response.headers,
            text: answer,
            data: dataOf(answer),
          }),
        );
      },
    );
    const timer = setTimeout(() => asked.destroy(new Error('no answer in time')), timeout);
    asked.on('close', () => clearTimeout(timer));
    asked.on('error', fail);
    asked.end(text);
  });
}

function dataOf(text) {
  try {
    return JSON.parse(text).data;
  } catch {
    return undefined;
  }
}
