/**
 * Clients of both doors: on each replica, and through nginx. Each does what the docs ask of a client: it comes back when
 * it is cut off, and asks /sync where it was away or `prev` shows a gap. It keeps how often it was told what.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { io } from 'socket.io-client';
import { WebSocket } from 'ws';
import { request } from './request.mjs';

const RETRY_MS = 200;
/** Nothing more is expected when a listener has heard nothing for so long, in milliseconds. */
const QUIET_MS = 1_500;

const SETTLED_MS = 30_000;

/** Resolves when all are in their rooms. */
export async function openListeners({ cluster, world }) {
  const places = [...cluster.replicas, { name: 'nginx', url: cluster.url }];
  const all = places.flatMap(({ name, url }) => [
    new PlainListener({ name: `plain on ${name}`, url, proxy: cluster.url, world }),
    new SocketIoListener({ name: `Socket.IO on ${name}`, url, proxy: cluster.url, world }),
  ]);
  await Promise.all(all.map((listener) => listener.begin()));
  return {
    all,
    close: () => all.forEach((listener) => listener.close()),
    /** Until all are in their rooms and nothing more comes; the verdict shows where that does not happen. */
    async settle() {
      const deadline = Date.now() + SETTLED_MS;
      while (all.some((listener) => listener.isBusy) && Date.now() < deadline) await sleep(100);
    },
  };
}

class Listener {
  /** `type eventId` → how often. */
  heard = new Map();
  /** Resource id → the highest `seq` at which /sync has shown it. */
  synced = new Map();
  gaps = 0;
  comings = 0;
  closings = [];
  #seen = new Set();
  #since;
  #syncing;
  #again = false;
  #lastAt = 0;
  closed = false;
  /** The numbers up to here came before the listener, or by /sync. */
  #from = 0;

  constructor({ name, url, proxy, world }) {
    Object.assign(this, { name, url, proxy, world });
  }

  get isBusy() {
    return this.#syncing !== undefined || !this.isOpen || Date.now() - this.#lastAt < QUIET_MS;
  }

  async begin() {
    await new Promise((resolve) => {
      this.ready = resolve;
      this.open();
    });
    await this.sync();
    this.began = true;
  }

  /** In its rooms, for the first time or again. */
  entered() {
    this.isOpen = true;
    this.comings += 1;
    this.ready?.();
    if (this.began) void this.sync();
  }

  told({ type, eventId, seq, prev }) {
    if (typeof seq !== 'number') return;
    this.#lastAt = Date.now();
    const key = `${type} ${eventId}`;
    this.heard.set(key, (this.heard.get(key) ?? 0) + 1);
    if (!this.#seen.has(seq) && typeof prev === 'number' && prev > this.#from && !this.#seen.has(prev)) {
      this.gaps += 1;
      void this.sync();
    }
    this.#seen.add(seq);
  }

  /** One after the other; what is asked for meanwhile is asked once more. */
  async sync() {
    this.#again = true;
    this.#syncing ??= this.#syncAll().finally(() => (this.#syncing = undefined));
    await this.#syncing;
  }

  async #syncAll() {
    while (this.#again && !this.closed) {
      this.#again = false;
      for (let more = true; more && !this.closed;) more = await this.#syncPage();
    }
  }

  async #syncPage() {
    const since = this.#since === undefined ? '' : `&since=${encodeURIComponent(this.#since)}`;
    const { status, text } = await request({
      url: this.proxy,
      token: this.world.token,
      path: `/api/v1/sync?limit=1000${since}`,
    });
    if (status !== 200) {
      await sleep(RETRY_MS);
      return true;
    }
    const { changes, nextToken, hasMore } = JSON.parse(text).data;
    for (const { id, seq } of changes) {
      this.synced.set(id, Math.max(seq, this.synced.get(id) ?? 0));
      this.#from = Math.max(this.#from, seq);
    }
    this.#since = nextToken;
    this.#lastAt = Date.now();
    return hasMore;
  }

  lost(reason) {
    if (this.isOpen) this.closings.push(reason);
    this.isOpen = false;
    if (this.closed) return;
    setTimeout(() => this.closed || this.open(), RETRY_MS);
  }
}

class PlainListener extends Listener {
  open() {
    const socket = new WebSocket(`${this.url.replace('http', 'ws')}/ws`, {
      perMessageDeflate: false,
      handshakeTimeout: 5_000,
    });
    this.socket = socket;
    const { token, planners } = this.world;
    socket.on('error', () => undefined); // closes, too
    socket.on('close', (code) => this.lost(code));
    socket.on('open', () => socket.send(JSON.stringify({ type: 'auth', token })));
    socket.on('message', (data) => {
      const message = JSON.parse(data.toString());
      if (message.type === 'auth:ok') {
        const rooms = planners.map(({ id }) => `planner:${id}`);
        socket.send(JSON.stringify({ type: 'subscribe', id: 'rooms', rooms }));
      } else if (message.id === 'rooms') {
        if (message.type === 'ack') this.entered();
        else socket.terminate();
      } else this.told(message);
    });
  }

  close() {
    this.closed = true;
    this.socket.terminate();
  }
}

class SocketIoListener extends Listener {
  /** The client's own way of coming back is switched off only to have both doors alike. */
  open() {
    const { token, planners } = this.world;
    const socket = io(`${this.url}/ws`, {
      auth: { token },
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      timeout: 5_000,
    });
    this.socket = socket;
    let over = false;
    const end = (reason) => {
      if (over) return;
      over = true;
      socket.removeAllListeners();
      socket.close();
      this.lost(reason);
    };
    socket.on('connect_error', () => end('connect_error'));
    socket.on('disconnect', end);
    socket.onAny((type, message) => {
      // Dashed names tell the same once more, in a flat form.
      if (type.includes(':')) this.told({ type, ...message });
    });
    socket.on('connect', () => {
      const joins = planners.map(({ id }) =>
        socket.timeout(5_000).emitWithAck('join-planner', { plannerId: id }),
      );
      Promise.all(joins).then(
        (answers) => (answers.every(({ success }) => success) ? this.entered() : end('refused')),
        () => end('no acknowledgement'),
      );
    });
  }

  close() {
    this.closed = true;
    this.socket.close();
  }
}
