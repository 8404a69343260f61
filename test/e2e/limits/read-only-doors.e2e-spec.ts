import {
  createTestApp,
  type TestAnswer,
  type TestApp,
  type TestReplica,
  type TestUser,
} from '@almanac/testing';
import { guardedRoutes, kindsFor, requestOf, type Document, type Route } from '../access/sweep-routes';
import {
  HOLDERS,
  idOf,
  KINDS,
  makeWorld,
  type Holder,
  type KindName,
  type World,
} from '../access/sweep-world';
import { sharingOf } from '../planning/sharing-support';
import { codeOf, person, share, type Person } from '../planning/support';
import { accept, join } from '../teams/support';

/**
 * Every write of the API document whose address or body names something in a planner, tried on one that is read-only:
 * a person's, over their limit, and a team's whose tier is gone. A new route is refused there, or is entered here.
 */
const OPEN = {
  // Read, and nothing else.
  reading: [
    ...['exportPlannerAsJson', 'exportPlannerAsCsv', 'exportPlannerAsMarkdown', 'exportPlannerAsCalendar'],
    ...['exportPlannerAsPdf', 'exportPlannerAsHandwriting', 'savePlannerAsTemplate', 'explainPermission'],
  ],
  // Share it less, or be rid of it.
  less: ['deleteComment', 'deleteShareLink', 'removeCollaborator', 'deletePlanner'],
  // What they need stands in other tests: read-only.e2e-spec.ts, planning/collaborators.e2e-spec.ts.
  others: ['leavePlanner', 'transferPlanner', 'restorePlanner', 'duplicatePlanner'],
  // Stand here for an id that is in the example of their body.
  named: ['addPasskey', 'transferPlan'],
};
const open = new Set(Object.values(OPEN).flat());

let app: TestApp;
let replica: TestReplica;
let admin: TestUser;
let guarded: Route[];
let writes: Route[];

/** Who comes to one read-only planner, and all that is in it. */
interface Place {
  holder: Holder;
  world: World;
  owner: Person;
  key: string;
  helper: Person;
  reader: Person;
  older: string;
}
const places: Place[] = [];
jest.setTimeout(120_000);

beforeAll(async () => {
  app = await createTestApp({
    worker: true,
    config: { MAX_PLANNERS_FREE: '1', MAX_COLLABORATORS_FREE: '5' },
  });
  replica = await app.replica();
  admin = await app.user({ admin: true });
  guarded = guardedRoutes((await app.request('GET', '//openapi.json')).body as Document);
  writes = guarded.filter((route) => route.method !== 'GET' && kindsFor(route).some(inPlanner));
  for (const holder of HOLDERS) places.push(await placeOf(holder));
});
afterAll(() => app.close());

function inPlanner(kind: KindName): boolean {
  return kind === 'planner' || (kind !== 'collaborator of a plan' && !!KINDS[kind]?.on?.includes('planner'));
}

async function setTier(id: string, tier: string): Promise<void> {
  const answer = await app.request('PATCH', `/admin/users/${id}`, { token: admin.token, body: { tier } });
  if (answer.status !== 200) throw new Error(answer.text);
}

async function placeOf(holder: Holder): Promise<Place> {
  const owner = await person(app, { tier: 'enterprise' });
  const { id: older } = await owner.planner();
  const world = await makeWorld(owner, guarded.filter(isOfPlanners).flatMap(kindsFor), holder);
  const planner = idOf(world, 'planner');
  const permissions = ['planners', 'activities', 'plans', 'templates'].flatMap((one) => [
    `read:own-${one}`,
    `write:own-${one}`,
  ]);
  const body = { name: 'Script', permissions: [...permissions, 'share:planners'] };
  const { key } = await owner.must('POST', '/auth/api-keys', body);
  const [helper, reader] = [await person(app, { tier: 'premium' }), await person(app, { tier: 'premium' })];
  const { teamId } = await owner.must('GET', `/planners/${planner}`);
  if (teamId === null) await share(app, planner, helper.id, 'admin');
  else await join(app, teamId, helper.id, 'manager');
  await share(app, planner, reader.id, 'viewer');
  await setTier(owner.id, 'free');
  return { holder, world, owner, key, helper, reader, older };
}

function isOfPlanners(route: Route): boolean {
  return kindsFor(route).some(inPlanner);
}

/** In turn by the one and the other replica. */
let turn = 0;
function trying(
  route: Route,
  into: World,
  credentials: { token?: string; key?: string },
): Promise<TestAnswer> {
  const { path, request } = requestOf(route, into);
  const { token, key } = credentials;
  const headers = { ...request.headers, ...(key !== undefined && { 'x-api-key': key }) };
  turn += 1;
  return (turn % 2 ? app : replica).request(route.method, path, { ...request, token, headers });
}

/** All of the planner that a write could have changed. */
async function stateOf({ world, owner }: Place): Promise<object> {
  const id = idOf(world, 'planner');
  const { rows } = await app.database.query(
    `SELECT (SELECT count(*) FROM outbox WHERE stream_id = $1) AS events,
            (SELECT json_agg(m ORDER BY m.user_id) FROM planner_members m WHERE m.planner_id = $1) AS members,
            (SELECT json_agg(i) FROM invitations i WHERE i.resource_id = $1) AS invitations,
            (SELECT count(*) FROM activity_timers WHERE user_id = $2) AS timers,
            (SELECT json_agg(s ORDER BY s.id) FROM sections s WHERE s.planner_id = $1) AS sections,
            (SELECT json_agg(a ORDER BY a.id) FROM activities a WHERE a.planner_id = $1) AS activities`,
    [id, owner.id],
  );
  return { ...rows[0], shown: (await owner.get(`/planners/${id}`)).text };
}

describe.each(HOLDERS)('a read-only planner of a %s', (holder) => {
  let place: Place;
  beforeAll(() => {
    const found = places.find((one) => one.holder === holder);
    if (!found) throw new Error(`no planner of a ${holder}`);
    place = found;
  });

  it('is written by nobody, through no door', async () => {
    const before = await stateOf(place);
    const closed = writes.filter(({ operation }) => !open.has(operation.operationId));
    expect(closed.length).toBeGreaterThan(35);
    const known = new Set(writes.map(({ operation }) => operation.operationId));
    expect([...open].filter((name) => !known.has(name))).toEqual([]);
    const wanted = holder === 'person' ? 'MAX_PLANNERS_REACHED' : 'FORBIDDEN team-tier';
    const wrong: string[] = [];
    for (const route of closed) {
      const told = (who: string, { status, text }: TestAnswer) =>
        wrong.push(`${who}: ${route.method} ${route.path} ${status} ${text.slice(0, 300)}`);
      const own = await trying(route, place.world, { token: place.owner.user.token });
      const reason = own.body?.error?.details?.reason;
      const said = codeOf(own) === 'FORBIDDEN' ? `FORBIDDEN ${reason}` : codeOf(own);
      if (own.status !== 403 || said !== wanted) told('owner', own);
      // A key and others may lack more than that; they are let in by nothing of it.
      for (const [who, credentials] of [
        ['key', { key: place.key }],
        ['helper', { token: place.helper.user.token }],
        ['admin', { token: admin.token }],
      ] as const) {
        const answer = await trying(route, place.world, credentials);
        if (answer.status !== 403) told(who, answer);
      }
    }
    expect(wrong).toEqual([]);
    expect(await stateOf(place)).toEqual(before);
  });

  it('is read through every door, and exported by whoever may', async () => {
    const wrong: string[] = [];
    const reads = guarded.filter((route) => route.method === 'GET' && isOfPlanners(route));
    expect(reads.length).toBeGreaterThan(15);
    for (const route of reads) {
      // Those who see it and have the tier for it may export it; its owner has that no more.
      const exports = route.operation['x-required-permissions'].includes('export:planners');
      const who = exports ? place.reader : place.owner;
      const answer = await trying(route, place.world, { token: who.user.token });
      if (answer.status >= 400) wrong.push(`${route.method} ${route.path} ${answer.status} ${answer.text}`);
    }
    for (const route of writes.filter(({ operation }) => operation.operationId.startsWith('exportPlanner'))) {
      const answer = await trying(route, place.world, { token: place.reader.user.token });
      if (answer.status >= 300) wrong.push(`${route.path} ${answer.status} ${answer.text.slice(0, 200)}`);
    }
    expect(wrong).toEqual([]);
  });

  it('is not joined by those who were invited before, until it opens', async () => {
    const guest = await person(app, { tier: 'free' });
    const tier = holder === 'person' ? 'premium' : 'enterprise';
    await setTier(place.owner.id, tier);
    const id = idOf(place.world, 'planner');
    const token = await sharingOf('planners').invitedTo(place.owner, id, guest.user.email);
    await setTier(place.owner.id, 'free');
    const refused = await accept(guest, token);
    expect([refused.status, codeOf(refused)]).toEqual([
      403,
      holder === 'person' ? 'MAX_PLANNERS_REACHED' : 'FORBIDDEN',
    ]);
    expect((await guest.get(`/planners/${id}`)).status).toBe(403);
    await setTier(place.owner.id, tier);
    expect((await accept(guest, token)).status).toBe(200);
    await setTier(place.owner.id, 'free');
  });

  it('is shared less, and deleted', async () => {
    const wrong: string[] = [];
    const names = [...OPEN.less.slice(0, -1), 'savePlannerAsTemplate', 'deletePlanner'];
    for (const name of names) {
      const route = writes.find(({ operation }) => operation.operationId === name);
      if (!route) throw new Error(`no route ${name}`);
      const answer = await trying(route, place.world, { token: place.owner.user.token });
      if (answer.status >= 300) wrong.push(`${name} ${answer.status} ${answer.text}`);
    }
    expect(wrong).toEqual([]);
  });
});
