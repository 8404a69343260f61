/**
 * W4: many sockets in one room, and one update after the other. Time runs from the moment at which the PATCH is sent
 * to the moment at which a socket has the message in hand. The two servers take turns, update by update, so that
 * whatever else the machine does falls on both alike.
 */
import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { memoryOf } from '../servers/process-times.mjs';
import { percentile } from '../statistics.mjs';

const PAUSE_MS = 100;
/** An update that has not reached everybody after this time is over; who has not got it counts as missed. */
const PATIENCE_MS = 5_000;
/** Updates before the count begins. */
const WARM_UP = 10;
/** Sockets that are opened at a time. */
const BATCH = 25;

/**
 * @param sides [{ name, port, door: 'ws' | 'socket.io', room: { plannerId, activityId, token }, pid? of the server }]
 * @param members who listens; those of the fixtures where none are named
 * @param idleMs how long the sockets are left alone before the first update
 * Resolves to { <name>: { sockets, updates, missed, p50, p99, slowest: p50 of the last socket's time, memory: MiB of the
 * server with its sockets idle } }.
 */
export async function runFanOut(fixtures, settings) {
  const { sides, sockets, updates, members = fixtures.members, idleMs = 0 } = settings;
  const agent = new http.Agent({ keepAlive: true });
  const rooms = [];
  try {
    for (const side of sides) rooms.push(await openRoom(side, members, sockets));
    await sleep(idleMs);
    for (const room of rooms) room.memory = room.side.pid && memoryOf(room.side.pid);
    for (let number = 0; number < WARM_UP + updates; number += 1) {
      for (const room of rooms) {
        const times = await update(agent, room, number);
        if (number >= WARM_UP) room.record(times);
        await sleep(PAUSE_MS);
      }
    }
  } finally {
    for (const room of rooms) room.close();
    agent.destroy();
  }
  return Object.fromEntries(
    rooms.map((room) => [room.side.name, { ...room.summary(), memory: room.memory }]),
  );
}

async function openRoom(side, members, count) {
  const open = side.door === 'ws' ? openPlain : openSocketIo;
  const state = { marker: undefined, hear: () => undefined };
  const all = [];
  while (all.length < count) {
    const batch = Array.from({ length: Math.min(BATCH, count - all.length) }, (_, index) =>
      open(side, members[(all.length + index) % members.length].token, state),
    );
    all.push(...(await Promise.all(batch)));
  }
  const latencies = [];
  const last = [];
  let missed = 0;
  return {
    side,
    state,
    count,
    record: (times) => {
      latencies.push(...times);
      last.push(Math.max(...times));
      missed += count - times.length;
    },
    close: () => all.forEach((socket) => socket.close()),
    summary: () => ({
      sockets: count,
      updates: last.length,
      missed,
      p50: percentile(latencies, 0.5),
      p99: percentile(latencies, 0.99),
      slowest: percentile(last, 0.5),
    }),
  };
}

/** Changes the activity once; resolves to the milliseconds that each socket waited for it. */
function update(agent, { side, state, count }, number) {
  const { activityId, token } = side.room;
  const marker = `Update ${number} of ${side.name}.`;
  return new Promise((resolve, reject) => {
    const times = [];
    const finish = () => {
      clearTimeout(timer);
      state.marker = undefined;
      resolve(times);
    };
    const timer = setTimeout(finish, PATIENCE_MS);
    state.hear = (milliseconds) => {
      times.push(milliseconds);
      if (times.length === count) finish();
    };
    state.marker = marker;
    const body = JSON.stringify({ title: marker });
    state.sent = performance.now();
    const request = http.request(
      {
        host: '127.0.0.1',
        port: side.port,
        method: 'PATCH',
        path: `/api/v1/activities/${activityId}`,
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
        },
        agent,
      },
      (response) => {
        response.resume();
        if (response.statusCode !== 200)
          reject(new Error(`${side.name} answered a PATCH with ${response.statusCode}`));
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

/** Signs in at the plain door and joins the room; resolves to the socket when both are acknowledged. */
function openPlain({ name, port, room }, token, state) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`, { perMessageDeflate: false });
    const timer = setTimeout(() => reject(new Error(`${name} did not let a socket in`)), PATIENCE_MS * 2);
    socket.on('error', reject);
    socket.on('open', () => socket.send(JSON.stringify({ type: 'auth', token })));
    const enter = (data) => {
      const message = JSON.parse(data.toString());
      if (message.type === 'auth:ok') {
        socket.send(JSON.stringify({ type: 'join-planner', id: 'join', plannerId: room.plannerId }));
      } else if (message.type === 'ack' && message.id === 'join') {
        clearTimeout(timer);
        socket.off('message', enter);
        socket.on('message', (update) => {
          // Looked for in the bytes: to parse 500 messages would take longer than to get them.
          if (state.marker !== undefined && update.includes(state.marker))
            state.hear(performance.now() - state.sent);
        });
        resolve(socket);
      } else if (message.type === 'error') reject(new Error(`${name}: ${JSON.stringify(message.error)}`));
    };
    socket.on('message', enter);
  });
}

/**
 * The same over Socket.IO, in its own words (Engine.IO 4, Socket.IO protocol 5). Its client would parse each update
 * twice, as each comes under two names, and with thousands of them in one process its time would be what is measured.
 */
function openSocketIo({ name, port, room }, token, state) {
  return new Promise((resolve, reject) => {
    const address = `ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`;
    const socket = new WebSocket(address, { perMessageDeflate: false });
    const timer = setTimeout(() => reject(new Error(`${name} did not let a socket in`)), PATIENCE_MS * 2);
    const isUpdate = Buffer.from('42/ws,["activity:updated"');
    socket.on('error', reject);
    socket.on('message', (data) => {
      if (data.length === 1) return void socket.send('3');
      if (state.marker !== undefined && data.subarray(0, isUpdate.length).equals(isUpdate)) {
        if (data.includes(state.marker)) state.hear(performance.now() - state.sent);
        return;
      }
      const kind = data.toString('latin1', 0, 7);
      if (kind.startsWith('0{')) socket.send(`40/ws,${JSON.stringify({ token })}`);
      else if (kind.startsWith('40/ws,')) {
        const message = ['join-planner', { plannerId: room.plannerId }];
        socket.send(`42/ws,0${JSON.stringify(message)}`);
      } else if (kind.startsWith('43/ws,0')) {
        clearTimeout(timer);
        resolve(socket);
      } else if (kind.startsWith('44/ws,')) reject(new Error(`${name}: ${data.toString()}`));
    });
  });
}
