/**
 * A bounded load through nginx, of writers who wait for each answer: keyed and plain creations, changes, reads, and
 * invitations, which end in mails. It remembers what it was told, so that the database can be held against it.
 *
 * A write with an Idempotency-Key that fails is sent again with its key until it is acknowledged, as a client would. One
 * without is given up: whether it was done nobody knows.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { request } from './request.mjs';

const WRITERS = 6;
const PAUSE_MS = 40;
const RETRY_MS = 300;
/** What each writer does in turn. */
const ROUND = ['create', 'change', 'read', 'createPlain', 'create', 'sync', 'change', 'invite'];

export class Load {
  /** Activities that were acknowledged: marker → id; and those of which nothing is known. */
  created = new Map();
  unknown = new Set();
  /** Activity id → the last title acknowledged, and those sent after it without an answer. */
  titles = new Map();
  /** Addresses whose invitation was acknowledged. */
  invited = new Set();
  answers = [];
  #stopping = false;
  #writers = [];

  constructor({ url, world }) {
    this.url = url;
    this.world = world;
  }

  start() {
    this.#writers = Array.from({ length: WRITERS }, (_, number) => this.#write(number));
  }

  stop() {
    this.#stopping = true;
  }

  /** Begins nothing new; resolves when all that was begun is acknowledged or given up. */
  async finish() {
    this.stop();
    await Promise.all(this.#writers);
  }

  async #write(number) {
    const planner = this.world.planners[number % this.world.planners.length];
    const own = [];
    for (let step = number; !this.#stopping; step += 1) {
      await this[ROUND[step % ROUND.length]]({ planner, section: planner.sections[step % 2], own });
      await sleep(PAUSE_MS);
    }
  }

  async create({ section, own }) {
    const marker = randomUUID();
    const answer = await this.#untilDone({
      method: 'POST',
      path: `/api/v1/sections/${section}/activities`,
      body: { title: marker },
      key: marker,
    });
    if (answer) this.#isCreated(marker, answer.data.id, own);
  }

  async createPlain({ section, own }) {
    const marker = randomUUID();
    const answer = await this.#ask({
      method: 'POST',
      path: `/api/v1/sections/${section}/activities`,
      body: { title: marker },
    });
    if (answer.status === 201) this.#isCreated(marker, answer.data.id, own);
    else this.unknown.add(marker);
  }

  #isCreated(marker, id, own) {
    this.created.set(marker, id);
    own.push({ id, marker });
  }

  async change({ own }) {
    const activity = own.at(-1);
    if (!activity) return;
    const title = `${activity.marker} ${randomUUID()}`;
    const known = this.titles.get(activity.id) ?? { last: activity.marker, since: [] };
    this.titles.set(activity.id, known);
    const { status } = await this.#ask({
      method: 'PATCH',
      path: `/api/v1/activities/${activity.id}`,
      body: { title },
    });
    if (status === 200) this.titles.set(activity.id, { last: title, since: [] });
    else known.since.push(title);
  }

  async invite({ planner }) {
    const email = `${randomUUID()}@guest.example`;
    const answer = await this.#untilDone({
      method: 'POST',
      path: `/api/v1/planners/${planner.id}/collaborators`,
      body: { email, role: 'viewer' },
      key: email,
    });
    if (answer) this.invited.add(email);
  }

  async read({ planner }) {
    await this.#ask({ path: `/api/v1/planners/${planner.id}/sections` });
  }

  async sync() {
    await this.#ask({ path: '/api/v1/planners?limit=20' });
  }

  /** The acknowledged answer; undefined when the drill ended before. */
  async #untilDone(wanted) {
    const deadline = Date.now() + 120_000;
    while (Date.now() < deadline) {
      const answer = await this.#ask(wanted);
      if (answer.status === 201) return answer;
      await sleep(RETRY_MS);
    }
    throw new Error(`${wanted.method} ${wanted.path} was not acknowledged in two minutes`);
  }

  async #ask(wanted) {
    const { url, world } = this;
    const answer = await request({ url, token: world.token, ...wanted });
    const { status, failure, ms, headers } = answer;
    this.answers.push({
      at: Date.now(),
      what: `${wanted.method ?? 'GET'}${wanted.key ? ' with a key' : ''}`,
      status,
      failure,
      ms,
      retryAfter: headers['retry-after'],
    });
    return answer;
  }
}
