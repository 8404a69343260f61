import { createTestApp, type TestAnswer, type TestApp } from '@almanac/testing';
import type { Person } from '../planning/support';
import { IoClient } from '../realtime/io-client';
import { PlainClient } from '../realtime/plain-client';
import {
  HOLDERS,
  idOf,
  kindAt,
  KINDS,
  makeCast,
  makeWorld,
  MARKER,
  shareWorld,
  type Cast,
  type Holder,
  type KindName,
  type Reach,
  type World,
} from './sweep-world';

/** The parts of an OpenAPI document that this test reads. */
interface Operation {
  operationId: string;
  security: object[];
  'x-required-permissions': string[];
  requestBody?: {
    content: Record<string, { example?: unknown; examples?: Record<string, { value: unknown }> }>;
  };
}

interface Route {
  method: string;
  path: string;
  operation: Operation;
  /** Of the ids in its path, in order. */
  kinds: KindName[];
  reach: Reach;
}

/** Parts of a path that are words and no ids. */
const WORDS = new Set(['provider', 'invitation']);
/** What reading is enough for, although it is no GET. */
const READING = new Set([
  ...['duplicatePlanner', 'createComment', 'schedulePlan'],
  ...['savePlannerAsTemplate', 'savePlanAsTemplate'],
]);
/** Routes whose owner gets nowhere with what the world has: an archive to undo, a trash to restore from, a timer to stop. */
const OWNER_MAY_CONFLICT = new Set<string>([
  ...['restorePlanner', 'restorePlan', 'stopTimer'],
  ...['leavePlanner', 'transferPlanner', 'leavePlan', 'transferPlan'],
]);
/** What a viewer gets only by managing, although it is a GET. */
const MANAGING = new Set(['getShareLink']);
/** What is everybody's own right. */
const OWN_RIGHT = new Set(['leavePlanner', 'leavePlan']);
const REFUSED = [403, 404];

let app: TestApp;
let cast: Cast;
/** Of a planner of a person, and of one of a team. */
let worlds: Record<Holder, World>;
let world: World;
let routes: Route[];
let uncovered: string[];
let everywhere: { method: string; path: string }[];

beforeAll(async () => {
  app = await createTestApp({ worker: true });
  cast = await makeCast(app);
  const document = (await app.request('GET', '//openapi.json')).body as {
    paths: Record<string, Record<string, Operation>>;
  };
  const all = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
  const guarded = all.filter(({ operation }) =>
    operation.security.every((way) => Object.keys(way).length > 0),
  );
  routes = [];
  uncovered = [];
  for (const { method, path, operation } of guarded) {
    const beginnings = [...path.matchAll(/\{(\w+)\}/g)]
      .filter(([, name]) => !WORDS.has(name ?? ''))
      .map(({ index, 0: whole }) => path.slice(0, index + whole.length));
    if (beginnings.length === 0) continue;
    const kinds = beginnings.map(kindAt).filter((kind) => kind !== undefined);
    if (kinds.length < beginnings.length) uncovered.push(`${method} ${path}`);
    const reach = KINDS[kinds[0] ?? '']?.reach ?? 'shared';
    routes.push({ method, path, operation, kinds, reach });
  }
  const kinds = routes.flatMap(kindsFor);
  worlds = {
    person: await makeWorld(cast.owner, kinds),
    team: await makeWorld(cast.owner, kinds, 'team'),
  };
  for (const holder of HOLDERS) await shareWorld(app, cast, worlds[holder]);
  world = worlds.person;
  everywhere = guarded.filter(({ method, path }) => method === 'GET' && !path.includes('{'));
});
afterAll(() => app.close());

/** A route's address and body, with the real ids in place of those of the examples. */
function filled({ path, operation, kinds }: Route, into: World): { path: string; body: unknown } {
  const rest = [...kinds];
  const address = path
    .replace('/api/v1', '')
    .replace(/\{(\w+)\}/g, (whole, name: string) =>
      WORDS.has(name) ? whole : idOf(into, rest.shift() ?? ''),
    );
  const media = operation.requestBody?.content['application/json'];
  const body: unknown = media?.example ?? Object.values(media?.examples ?? {})[0]?.value;
  let json = JSON.stringify(body ?? null);
  for (const [kind, id] of into) {
    const { example } = KINDS[kind] ?? {};
    if (example !== undefined) json = json.replaceAll(example, id);
  }
  return { path: address, body: body === undefined ? undefined : JSON.parse(json) };
}

function trying(who: Person | string, route: Route, into: World): Promise<TestAnswer> {
  const { path, body } = filled(route, into);
  const payload = body === undefined ? {} : { body };
  if (typeof who === 'string') {
    return app.request(route.method, path, { headers: { 'x-api-key': who }, ...payload });
  }
  return app.request(route.method, path, { token: who.user.token, ...payload });
}

/** What one of the cast found at a route that is not as it should be; nothing where all is well. */
function wrong(who: string, { method, path }: Route, answer: TestAnswer, allowed: boolean): string[] {
  const told = `${who}: ${method} ${path} ${answer.status}`;
  if (allowed) return answer.status < 300 ? [] : [`${told} ${answer.text}`];
  const leaks = answer.text.includes(MARKER) ? [`${told} tells of it`] : [];
  return REFUSED.includes(answer.status) ? leaks : [`${told}, which is no refusal`, ...leaks];
}

describe('every route with an id', () => {
  it('is covered by the table of resources', () => {
    expect(routes.length).toBeGreaterThan(30);
    expect(uncovered).toEqual([]);
  });

  it.each(['stranger', 'removed', 'otherTeamAdmin', 'viewer', 'readOnlyKey'] as const)(
    'gives the %s what they may have and not one field more',
    async (name) => {
      const problems: string[] = [];
      for (const holder of HOLDERS) {
        for (const route of routes) {
          const { method, operation, reach } = route;
          if (name === 'viewer' && OWN_RIGHT.has(operation.operationId)) continue;
          const readsOnly = operation['x-required-permissions'].every((one) => one.startsWith('read:'));
          const asReader = READING.has(operation.operationId) && (name === 'viewer' || readsOnly);
          const reading = method === 'GET' || asReader;
          const byViewer = name === 'viewer' && reach === 'shared' && !MANAGING.has(operation.operationId);
          const byKey =
            name === 'readOnlyKey' && (reach === 'shared' || reach === 'own' || asksOnlyToRead(route));
          const answer = await trying(cast[name], route, worlds[holder]);
          problems.push(...wrong(`${name} (${holder})`, route, answer, reading && (byViewer || byKey)));
        }
      }
      expect(problems).toEqual([]);
    },
    60_000,
  );

  /** What the read-only key of the owner is enough for, among what teams have. */
  function asksOnlyToRead({ reach, operation }: Route): boolean {
    return reach === 'team' && operation['x-required-permissions'].every((name) => name.startsWith('read:'));
  }

  it('gives a viewer who signs in by a key no more than a viewer', async () => {
    const permissions = ['planners', 'activities', 'plans', 'templates'].flatMap((one) => [
      `read:${one}`,
      `write:${one}`,
    ]);
    const { key } = await cast.viewer.must('POST', '/auth/api-keys', { name: 'All that I may', permissions });
    const problems: string[] = [];
    for (const route of routes.filter(({ reach }) => reach === 'shared')) {
      const { operationId } = route.operation;
      if (OWN_RIGHT.has(operationId)) continue;
      const allowed = (route.method === 'GET' && !MANAGING.has(operationId)) || READING.has(operationId);
      problems.push(...wrong('key of the viewer', route, await trying(key as string, route, world), allowed));
    }
    expect(problems).toEqual([]);
  });

  it('has left everything as it was', async () => {
    for (const holder of HOLDERS) {
      const id = idOf(worlds[holder], 'planner');
      const planner = await cast.owner.must('GET', `/planners/${id}`);
      expect(planner).toMatchObject({ version: 1, sectionsCount: 1, activitiesCount: 2 });
      const team = await cast.owner.must('GET', `/teams/${idOf(worlds[holder], 'team')}`);
      expect(team).toMatchObject({ version: 1, memberCount: 2 });
      const { rows } = await app.database.query(
        `SELECT name FROM outbox WHERE actor_id = ANY($1::uuid[]) AND stream_id = $2 AND name <> 'comment.created'`,
        [[cast.stranger, cast.removed, cast.viewer, cast.otherTeamAdmin].map((one) => one.id), id],
      );
      expect(rows).toEqual([]);
    }
  });

  it('lets the owner in, so that the refusals say something', async () => {
    const problems: string[] = [];
    for (const holder of HOLDERS) {
      for (const route of routes) {
        if (route.reach === 'admin' || (holder === 'team' && route.reach !== 'shared')) continue;
        const own = await makeWorld(cast.owner, kindsFor(route), holder);
        const answer = await trying(cast.owner, route, own);
        const conflict = answer.status === 409 && OWNER_MAY_CONFLICT.has(route.operation.operationId);
        if (!conflict) problems.push(...wrong(`owner (${holder})`, route, answer, true));
      }
    }
    expect(problems).toEqual([]);
  }, 60_000);
});

/** The kinds that a route's path and body need. */
function kindsFor({ kinds, operation }: Route): KindName[] {
  const body = JSON.stringify(operation.requestBody ?? '');
  const named = Object.entries(KINDS).filter(
    ([, { example }]) => example !== undefined && body.includes(example),
  );
  return [...kinds, ...named.map(([name]) => name)];
}

describe('lists', () => {
  it('hold nothing of others', async () => {
    const problems: string[] = [];
    for (const name of ['stranger', 'removed', 'otherTeamAdmin'] as const) {
      for (const { method, path } of everywhere) {
        const answer = await app.request(method, `/${path}`, { token: cast[name].user.token });
        if (answer.text.includes(MARKER)) problems.push(`${name}: ${path}`);
        if (answer.status >= 500) problems.push(`${name}: ${path} ${answer.status}`);
      }
    }
    expect(everywhere.length).toBeGreaterThan(5);
    expect(problems).toEqual([]);
  });
});

describe('bodies that name what is somebody else’s', () => {
  it('are refused, one by one and in batches, as parents and as children', async () => {
    const problems: string[] = [];
    const names = ['stranger', 'removed', 'viewer', 'otherTeamAdmin'] as const;
    for (const [holder, name] of HOLDERS.flatMap((one) => names.map((other) => [one, other] as const))) {
      const foreign = (kind: KindName) => idOf(worlds[holder], kind);
      const who = cast[name];
      const planner = (await who.planner()).id as string;
      const section = (await who.section(planner)).id as string;
      const own = (await who.activity(section)).id as string;
      const update = { op: 'update', id: foreign('activity'), data: { title: 'taken' } };
      const create = { op: 'create', sectionId: foreign('section'), data: { title: 'planted' } };
      const attempts: [string, string, object][] = [
        ['POST', `/activities/${own}/move`, { sectionId: foreign('section') }],
        ['POST', `/activities/${own}/move`, { sectionId: section, before: foreign('activity') }],
        ['POST', `/activities/${foreign('activity')}/move`, { sectionId: section }],
        ['PUT', `/planners/${planner}/sections/order`, { order: [section, foreign('section')] }],
        ['POST', '/activities/batch', { operations: [update] }],
        [
          'POST',
          '/activities/batch',
          { operations: [{ op: 'move', id: foreign('activity'), sectionId: section }] },
        ],
        [
          'POST',
          '/activities/batch',
          { operations: [{ op: 'move', id: own, sectionId: foreign('section') }] },
        ],
        ['POST', '/activities/batch', { operations: [{ op: 'delete', id: foreign('activity') }] }],
        ['POST', `/sections/${section}/activities/batch`, { operations: [create] }],
        ['POST', `/sections/${section}/activities/batch`, { operations: [update] }],
      ];
      for (const [method, path, body] of attempts) {
        const answer = await who.send(method, path, body);
        const told = `${name}: ${method} ${path} ${JSON.stringify(body)} ${answer.status}`;
        if (answer.status < 400 || answer.status >= 500) problems.push(told);
        if (answer.text.includes(MARKER)) problems.push(`${told} tells of it`);
      }
      const parts = await who.send('POST', '/activities/batch', {
        atomic: false,
        operations: [update, create, { op: 'update', id: own, data: { title: 'mine' } }],
      });
      const statuses = parts.body.data.results.map(({ status }: { status: number }) => status);
      if (!REFUSED.includes(statuses[0]) || !REFUSED.includes(statuses[1]) || statuses[2] !== 200) {
        problems.push(`${name}: batch in parts ${statuses.join(' ')}`);
      }
      if (parts.text.includes(MARKER)) problems.push(`${name}: batch in parts tells of it`);
    }
    expect(problems).toEqual([]);
  });

  it.each([
    'role',
    'ownerId',
    'userId',
    'plan',
    'tier',
    'emailVerified',
    'permissions',
    'isAdmin',
    '__proto__',
    'constructor',
  ])('and %s in any of them is refused', async (property) => {
    const problems: string[] = [];
    const takes = (route: Route) =>
      new RegExp(`"${property}"`).test(JSON.stringify(route.operation.requestBody ?? ''));
    const bodies = routes.filter(({ operation, reach }) => operation.requestBody && reach !== 'admin');
    for (const route of bodies.filter((one) => !takes(one))) {
      const { path, body } = filled(route, world);
      const raw = JSON.stringify(body).replace(/^\{/, `{"${property}":"admin",`).replace(/,\}$/, '}');
      const answer = await app.request(route.method, path, { token: cast.owner.user.token, raw });
      if (![400, 422].includes(answer.status))
        problems.push(`${route.method} ${route.path} ${answer.status}`);
    }
    expect(problems).toEqual([]);
  });
});

describe('rooms of the sockets', () => {
  it.each(HOLDERS)('let in whom REST lets in, to the planner of a %s', async (holder) => {
    const plannerId = idOf(worlds[holder], 'planner');
    const { key: blind } = await cast.owner.must('POST', '/auth/api-keys', {
      name: 'Blind',
      permissions: ['read:own-profile'],
    });
    const tries: [string, string, boolean][] = [
      ['owner', cast.owner.user.token, true],
      ['viewer', cast.viewer.user.token, true],
      ['read-only key', cast.readOnlyKey, true],
      ['key without the permission', blind as string, false],
      ['stranger', cast.stranger.user.token, false],
      ['removed', cast.removed.user.token, false],
      ['admin of another team', cast.otherTeamAdmin.user.token, false],
    ];
    for (const [name, token, allowed] of tries) {
      const plain = await PlainClient.signedIn(app.url, token);
      const io = await IoClient.signedIn(app.url, token);
      const found = [
        (await plain.ask({ type: 'subscribe', rooms: [`planner:${plannerId}`] })).type === 'ack',
        (await plain.ask({ type: 'join-planner', plannerId })).type === 'ack',
        (await io.ask('join-planner', { plannerId })).success,
        (await io.ask('subscribe', { rooms: [`user:${cast.owner.id}`] })).success,
      ];
      const isOwner = name === 'owner' || name === 'read-only key';
      expect([name, ...found]).toEqual([name, allowed, allowed, allowed, isOwner]);
      if (!allowed) expect(JSON.stringify([plain.heard, io.heard])).not.toContain(MARKER);
      plain.close();
      io.close();
    }
  });
});
