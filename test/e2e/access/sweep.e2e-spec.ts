import { createTestApp, StripeStandIn, type TestAnswer, type TestApp } from '@almanac/testing';
import { person, share, sharePlan, type Person } from '../planning/support';
import { IoClient } from '../realtime/io-client';
import { PlainClient } from '../realtime/plain-client';
import {
  HOLDERS,
  idOf,
  makeCast,
  makeWorld,
  MARKER,
  shareWorld,
  type Cast,
  type Holder,
  type KindName,
  type World,
} from './sweep-world';
import {
  declaresOperation,
  filled,
  guardedRoutes,
  kindsFor,
  requestOf,
  type Document,
  type Route,
} from './sweep-routes';

/** What reading is enough for, although it is no GET. */
const READING = new Set([
  ...['duplicatePlanner', 'createComment', 'schedulePlan'],
  ...['savePlannerAsTemplate', 'savePlanAsTemplate'],
]);
/** Routes whose owner gets nowhere with what the world has: an archive to undo, a trash to restore from, a timer to stop, a job to cancel. */
const OWNER_MAY_CONFLICT = new Set<string>([
  ...['restorePlanner', 'restorePlan', 'stopTimer', 'cancelJob'],
  ...['leavePlanner', 'transferPlanner', 'leavePlan', 'transferPlan'],
]);
/** What a viewer gets only by managing, although it is a GET. */
const MANAGING = new Set(['getShareLink']);
/** What is everybody's own right. */
const OWN_RIGHT = new Set(['leavePlanner', 'leavePlan']);
const REFUSED = [403, 404];

let app: TestApp;
let stripe: StripeStandIn;
let cast: Cast;
/** Of a planner of a person, and of one of a team. */
let worlds: Record<Holder, World>;
let world: World;
let routes: Route[];
let withoutId: Route[];
let uncovered: string[];
let everywhere: { method: string; path: string }[];

beforeAll(async () => {
  // What is about buying answers as it does where something is sold.
  stripe = await StripeStandIn.start();
  const config = { ...stripe.settings, WEBHOOK_ALLOWED_HOSTS: 'example.com:443' };
  app = await createTestApp({ worker: true, config });
  cast = await makeCast(app);
  const document = (await app.request('GET', '//openapi.json')).body as Document;
  const guarded = guardedRoutes(document);
  routes = guarded.filter(({ ids }) => ids > 0);
  withoutId = guarded.filter(({ ids }) => ids === 0);
  uncovered = routes
    .filter(({ ids, kinds }) => kinds.length < ids)
    .map(({ method, path }) => `${method} ${path}`);
  const kinds = guarded.flatMap(kindsFor);
  worlds = {
    person: await makeWorld(cast.owner, kinds),
    team: await makeWorld(cast.owner, kinds, 'team'),
  };
  for (const holder of HOLDERS) await shareWorld(app, cast, worlds[holder]);
  world = worlds.person;
  everywhere = guarded.filter(({ method, path }) => method === 'GET' && !path.includes('{'));
});
afterAll(async () => {
  await app.close();
  await stripe.stop();
});

function trying(who: Person | string, route: Route, into: World, instead?: object): Promise<TestAnswer> {
  const { path, request } = requestOf(route, into, instead);
  if (typeof who !== 'string') return app.request(route.method, path, { ...request, token: who.user.token });
  return app.request(route.method, path, { ...request, headers: { ...request.headers, 'x-api-key': who } });
}

/** Each of these has a world of its own, so that they do not have to wait for each other. */
async function fewAtOnce(all: readonly Route[], work: (route: Route) => Promise<void>): Promise<void> {
  const left = [...all];
  const worker = async (): Promise<void> => {
    for (let route = left.shift(); route; route = left.shift()) await work(route);
  };
  await Promise.all(Array.from({ length: 4 }, worker));
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
      await fewAtOnce(routes, async (route) => {
        if (route.reach === 'admin' || (holder === 'team' && route.reach !== 'shared')) return;
        // What only reads needs no world of its own.
        const reads = route.method === 'GET';
        const into = reads ? worlds[holder] : await makeWorld(cast.owner, kindsFor(route), holder);
        const answer = await trying(cast.owner, route, into);
        const conflict = answer.status === 409 && OWNER_MAY_CONFLICT.has(route.operation.operationId);
        if (!conflict) problems.push(...wrong(`owner (${holder})`, route, answer, true));
      });
    }
    expect(problems).toEqual([]);
  }, 240_000);
});

describe('every write of what people plan', () => {
  /** Brings about what it needs besides the world, so that it changes something; who asks, and with what, where not as usual. */
  const before: Record<string, (into: World) => Promise<{ who?: Person; body?: object }>> = {
    restorePlanner: (into) => done('DELETE', `/planners/${idOf(into, 'planner')}`),
    restorePlan: (into) => done('DELETE', `/plans/${idOf(into, 'plan')}`),
    unarchivePlanner: (into) => done('POST', `/planners/${idOf(into, 'planner')}/archive`),
    stopTimer: (into) => timing(into, 'activity'),
    startTimer: (into) => timing(into, 'other activity'),
    assignActivity: (into) =>
      done('DELETE', `/activities/${idOf(into, 'activity')}/assignees/${cast.owner.id}`),
    orderSections: async (into) => {
      const second = await cast.owner.section(idOf(into, 'planner'));
      return { body: { order: [second.id, idOf(into, 'section')] } };
    },
    // They are editors by now.
    updateCollaborator: () => Promise.resolve({ body: { role: 'viewer' } }),
    updatePlanCollaborator: () => Promise.resolve({ body: { role: 'viewer' } }),
    leavePlanner: async (into) => {
      const who = await person(app);
      await share(app, idOf(into, 'planner'), who.id, 'viewer');
      return { who };
    },
    leavePlan: async (into) => {
      const who = await person(app);
      await sharePlan(app, idOf(into, 'plan'), who.id, 'viewer');
      return { who };
    },
  };
  /** Somebody of their own, as a person has one timer: the owner's is at work for other routes just now. */
  async function timing(into: World, kind: KindName): Promise<{ who: Person }> {
    const who = await person(app);
    await share(app, idOf(into, 'planner'), who.id, 'editor');
    await who.must('POST', `/activities/${idOf(into, kind)}/timer/start`);
    return { who };
  }
  async function done(method: string, path: string): Promise<object> {
    await cast.owner.must(method, path);
    return {};
  }

  it('answers with its X-Operation-Id', async () => {
    const declared = [...routes, ...withoutId].filter(declaresOperation);
    expect(declared.length).toBeGreaterThan(50);
    const problems: string[] = [];
    await fewAtOnce(declared, async (route) => {
      const own = await makeWorld(cast.owner, kindsFor(route));
      const { who = cast.owner, body } = (await before[route.operation.operationId]?.(own)) ?? {};
      const answer = await trying(who, route, own, body);
      const sent = answer.headers.get('x-operation-id');
      if (answer.status >= 300 || !/^[\da-f-]{36}$/.test(sent ?? ''))
        problems.push(`${route.method} ${route.path} ${answer.status} ${sent} ${answer.text.slice(0, 200)}`);
    });
    expect(problems).toEqual([]);
  }, 240_000);
});

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
    const tries: [string, string, boolean][] = [
      ['owner', cast.owner.user.token, true],
      ['viewer', cast.viewer.user.token, true],
      ['read-only key', cast.readOnlyKey, true],
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

  it('are shut to keys without the permission, at both doors', async () => {
    const { key } = await cast.owner.must('POST', '/auth/api-keys', {
      name: 'Blind',
      permissions: ['read:own-profile'],
    });
    const plain = await PlainClient.open(app.url);
    expect(await plain.ask({ type: 'auth', token: key })).toMatchObject({ error: { code: 'FORBIDDEN' } });
    const io = IoClient.open(app.url, key);
    await io.until(() => io.refused !== undefined);
    expect(io.refused?.data).toMatchObject({ error: { code: 'FORBIDDEN' } });
    io.close();
  });
});
