/**
 * The server that Almanac is measured against: `node:http`, `ws` and `pg`, and nothing that is not needed to do the job
 * of W1 to W4. It checks the token (signature by a KeyObject, time; kept for tokens it has seen, as Almanac does) and
 * who owns what; PostgreSQL makes the JSON. It has no sessions, policy, validation, limits, idempotency, log, events
 * or history.
 */
import { createHmac, createSecretKey, randomUUID, timingSafeEqual } from 'node:crypto';
import http from 'node:http';
import { createRequire } from 'node:module';
import { Sender, WebSocketServer } from 'ws';
import { createActivity, listPlanners, mayJoin, readPlanner, renameActivity } from './bare-statements.mjs';

const { Pool } = createRequire(import.meta.url)('pg');
const { DATABASE_URL, DATABASE_POOL, JWT_SECRET, PORT } = process.env;

const pool = new Pool({
  connectionString: DATABASE_URL,
  max: Number(DATABASE_POOL),
  idleTimeoutMillis: 0,
  options: '-c timezone=UTC',
});
const ask = async ({ name, text }, values) => (await pool.query({ name, text, values })).rows[0];

const key = createSecretKey(JWT_SECRET, 'utf8');
const KEPT_TOKENS = 5000;
const kept = new Map();

/** The user of a bearer token, or undefined. */
function userOf(token) {
  let access = kept.get(token);
  if (access === undefined) {
    access = verified(token);
    if (access === undefined) return undefined;
    if (kept.size >= KEPT_TOKENS) kept.delete(kept.keys().next().value);
    kept.set(token, access);
  }
  return access.expiresAt > Date.now() ? access.userId : undefined;
}

function verified(token) {
  const end = token.lastIndexOf('.');
  const given = Buffer.from(token.slice(end + 1), 'base64url');
  const expected = createHmac('sha256', key).update(token.slice(0, end)).digest();
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  const claims = JSON.parse(Buffer.from(token.slice(token.indexOf('.') + 1, end), 'base64url').toString());
  return claims.typ === 'access' ? { userId: claims.sub, expiresAt: claims.exp * 1000 } : undefined;
}

let appended = Date.now();

async function answer(request, user) {
  const { method, url } = request;
  if (method === 'GET' && url.startsWith('/api/v1/planners?')) {
    const limit = Number(new URLSearchParams(url.slice(url.indexOf('?'))).get('limit') ?? 10);
    return (await ask(listPlanners, [user, limit])).json;
  }
  const [, , , kind, id, nested] = url.split('/');
  if (method === 'GET' && kind === 'planners') return (await ask(readPlanner, [id, user]))?.json;
  const body = JSON.parse(await textOf(request));
  if (method === 'POST' && kind === 'sections' && nested === 'activities') return create(id, user, body);
  if (method === 'PATCH' && kind === 'activities') return rename(id, user, body);
  return undefined;
}

async function create(section, user, body) {
  const { title, description, type, priority, dueDate, tags, checklist, metadata } = body;
  appended += 1;
  const values = [randomUUID(), section, user, title, description, type, priority, dueDate, tags];
  values.push(checklist && JSON.stringify(checklist), metadata && JSON.stringify(metadata));
  values.push(`k${appended.toString(16)}`);
  return (await ask(createActivity, values))?.json;
}

async function rename(id, user, { title }) {
  const row = await ask(renameActivity, [id, user, title]);
  if (row === undefined) return undefined;
  broadcast(row.plannerId, `{"type":"activity:updated","data":{"activity":${row.json}}}`);
  return row.json;
}

function textOf(request) {
  return new Promise((resolve, reject) => {
    let text = '';
    request.setEncoding('utf8');
    request.on('data', (chunk) => (text += chunk));
    request.on('end', () => resolve(text));
    request.on('error', reject);
  });
}

const server = http.createServer((request, response) => {
  if (request.url === '/health/ready') return void response.end();
  const user = userOf(request.headers.authorization?.slice('Bearer '.length) ?? '');
  if (user === undefined) return void response.writeHead(401).end();
  answer(request, user).then(
    (json) => {
      if (json === undefined) return void response.writeHead(404).end();
      const text = `{"success":true,"data":${json}}`;
      response.writeHead(request.method === 'POST' ? 201 : 200, {
        'content-type': 'application/json; charset=utf-8',
        'content-length': Buffer.byteLength(text),
      });
      response.end(text);
    },
    (error) => {
      process.stderr.write(`${error.stack}\n`);
      response.writeHead(500).end();
    },
  );
});

const rooms = new Map();
const doors = new WebSocketServer({ server, path: '/ws', perMessageDeflate: false });

doors.on('connection', (socket) => {
  let user;
  socket.on('message', (data) => {
    const message = JSON.parse(data.toString());
    if (message.type === 'auth') {
      user = userOf(message.token);
      if (user === undefined) socket.close(4401);
      else socket.send('{"type":"auth:ok"}');
    } else if (message.type === 'join-planner') void join(socket, user, message);
  });
  socket.on('error', () => socket.terminate());
});

async function join(socket, user, { id, plannerId }) {
  const { allowed } = await ask(mayJoin, [plannerId, user]);
  if (!allowed) return void socket.close(4403);
  const room = rooms.get(plannerId) ?? new Set();
  rooms.set(plannerId, room.add(socket));
  socket.once('close', () => room.delete(socket));
  socket.send(JSON.stringify({ type: 'ack', id }));
}

/** The frame is made once for all. */
function broadcast(plannerId, text) {
  const parts = Sender.frame(Buffer.from(text), {
    fin: true,
    rsv1: false,
    opcode: 1,
    mask: false,
    readOnly: false,
  });
  const frame = Buffer.concat(parts);
  for (const socket of rooms.get(plannerId) ?? []) socket._socket.write(frame);
}

server.keepAliveTimeout = 72_000;
server.listen(Number(PORT), '127.0.0.1');
process.once('SIGTERM', () => process.exit(0));
