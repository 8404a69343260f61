import sharp from 'sharp';
import { newId } from '@almanac/kernel';
import type { TestApp } from '@almanac/testing';
import { kept } from '../files/support';
import { person, share, sharePlan, unshare, type Person } from '../planning/support';
import { join } from '../teams/support';

/** Stands in every text of what is somebody else's; whoever may not see it must never get it. */
export const MARKER = 'Marker-7f3a9c';

/**
 * Who may do what with a kind of resource. `shared`: members as far as their role goes. `team`: those of its team, of
 * whom the owner alone is in the cast. `own`: its owner alone, by a key, too. `personal`: its owner alone, signed in as a person (or by a key with more than reading). `admin`: whoever has the
 * permission, which none of the six has.
 */
export type Reach = 'shared' | 'own' | 'team' | 'personal' | 'admin';

/** A kind of resource: where its ids stand in addresses, and how to make one. */
export interface Kind {
  reach: Reach;
  /** Matches the part of an address that ends with its id: `/planners/{id}`. */
  at: RegExp;
  /** The id that it has in the examples of the API document; in bodies the real one is put in its place. */
  example?: string;
  /** The kinds that it stands on. */
  on?: readonly KindName[];
  /** Makes one of its own for the owner and gives its id; may use what was made before it. */
  make(owner: Person, made: World): Promise<string>;
}

export type KindName = string;
/** The id of one of each kind. */
export type World = ReadonlyMap<KindName, string>;

const EXAMPLE = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b';
const text = (name: string) => `${MARKER} ${name}`;

export function idOf(world: World, kind: KindName): string {
  const id = world.get(kind);
  if (id === undefined) throw new Error(`The world has no ${kind}`);
  return id;
}

async function activity(owner: Person, made: World): Promise<string> {
  const body = { title: text('activity'), description: text('described'), tags: [text('tag')] };
  return (await owner.activity(idOf(made, 'section'), body)).id as string;
}

async function part(owner: Person, made: World, name: string, body: object): Promise<string> {
  return (await owner.must('POST', `/activities/${idOf(made, 'activity')}/${name}`, body)).id as string;
}

async function picture(owner: Person): Promise<string> {
  const background = '#336699';
  const bytes = await sharp({ create: { width: 8, height: 8, channels: 3, background } })
    .png()
    .toBuffer();
  return (await kept(owner.app, owner, bytes, { name: `${MARKER}.png` })).id as string;
}

/** So that there is a link to see and to take back. */
async function sharedByLink(owner: Person, id: string): Promise<string> {
  await owner.must('POST', `/planners/${id}/share`, {});
  return id;
}

async function team(owner: Person): Promise<string> {
  return (await owner.must('POST', '/teams', { name: text('team') })).id as string;
}

async function apiKey(owner: Person): Promise<string> {
  const body = { name: text('key'), permissions: ['read:own-profile'] };
  return (await owner.must('POST', '/auth/api-keys', body)).id as string;
}

/** For what only a browser or another server could make: `statement` takes the owner and a text. */
async function inserted({ app, id }: Person, statement: string): Promise<string> {
  const { rows } = await app.database.query<{ id: string }>(statement, [id, text('row')]);
  return rows[0]?.id ?? '';
}

/** Only what happens makes one: a row of the owner's. */
async function notification({ app, id: userId }: Person): Promise<string> {
  const id = newId();
  await app.database.query(
    `INSERT INTO notifications (id, user_id, event_id, kind, title, body, in_app)
     VALUES ($1, $2, $1, 'job', $3, $3, true)`,
    [id, userId, text('notification')],
  );
  return id;
}

/** The table that a new kind of resource is entered into, after those that it stands on. */
export const KINDS: Readonly<Record<KindName, Kind>> = {
  planner: {
    reach: 'shared',
    at: /\/planners\/\{\w+\}$/,
    example: `${EXAMPLE}01`,
    make: async (owner) => {
      const body = { title: text('planner'), description: text('of the planner'), tags: [MARKER] };
      return sharedByLink(owner, (await owner.planner(body)).id as string);
    },
  },
  collaborator: {
    reach: 'shared',
    at: /\/planners\/\{\w+\}\/collaborators\/\{\w+\}$/,
    example: `${EXAMPLE}41`,
    on: ['planner'],
    make: async ({ app }, made) => {
      const { id } = await app.user({ displayName: text('collaborator') });
      await share(app, idOf(made, 'planner'), id, 'editor');
      return id;
    },
  },
  section: {
    reach: 'shared',
    at: /\/sections\/\{\w+\}$/,
    example: `${EXAMPLE}02`,
    on: ['planner'],
    make: async (owner, made) =>
      (await owner.section(idOf(made, 'planner'), { title: text('section') })).id as string,
  },
  activity: {
    reach: 'shared',
    at: /\/activities\/\{\w+\}$/,
    example: `${EXAMPLE}03`,
    on: ['planner', 'section', 'other activity'],
    make: activity,
  },
  'other activity': {
    reach: 'shared',
    at: /^$/,
    example: `${EXAMPLE}04`,
    on: ['planner', 'section'],
    make: activity,
  },
  occurrence: {
    reach: 'shared',
    at: /\/occurrences\/\{\w+\}$/,
    on: ['planner', 'section', 'other activity', 'activity'],
    make: async (owner, made) => {
      const dueDate = '2026-03-02T09:00:00.000Z';
      const body = { dueDate, recurrence: { pattern: 'weekly' } };
      await owner.must('PATCH', `/activities/${idOf(made, 'activity')}`, body);
      return dueDate;
    },
  },
  'checklist item': {
    reach: 'shared',
    at: /\/checklist\/\{\w+\}$/,
    on: ['planner', 'section', 'other activity', 'activity'],
    make: (owner, made) => part(owner, made, 'checklist', { text: text('line') }),
  },
  assignee: {
    reach: 'shared',
    at: /\/assignees\/\{\w+\}$/,
    example: `${EXAMPLE}11`,
    on: ['planner', 'section', 'other activity', 'activity'],
    make: async (owner, made) => {
      await part(owner, made, 'assignees', { userId: owner.id });
      return owner.id;
    },
  },
  file: {
    reach: 'own',
    at: /\/files\/\{\w+\}$/,
    example: '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4c01',
    make: picture,
  },
  thumbnail: {
    reach: 'own',
    at: /\/thumbnails\/\{\w+\}$/,
    on: ['file'],
    make: () => Promise.resolve('small'),
  },
  attachment: {
    reach: 'shared',
    at: /\/attachments\/\{\w+\}$/,
    on: ['planner', 'section', 'other activity', 'activity'],
    // Not the file above: whoever sees the activity sees this one.
    make: async (owner, made) => part(owner, made, 'attachments', { fileId: await picture(owner) }),
  },
  comment: {
    reach: 'shared',
    at: /\/comments\/\{\w+\}$/,
    on: ['planner', 'section', 'other activity', 'activity'],
    make: (owner, made) => part(owner, made, 'comments', { text: text('comment') }),
  },
  reminder: {
    reach: 'shared',
    at: /\/reminders\/\{\w+\}$/,
    on: ['planner', 'section', 'other activity', 'activity'],
    make: (owner, made) => part(owner, made, 'reminders', { type: 'email', offset: 30 }),
  },
  filter: {
    reach: 'own',
    at: /\/filters\/\{\w+\}$/,
    make: async (owner) => (await owner.must('POST', '/filters', { name: text('filter') })).id as string,
  },
  webhook: {
    reach: 'personal',
    at: /\/webhooks\/\{\w+\}$/,
    example: `${EXAMPLE}a1`,
    make: (owner) =>
      inserted(
        owner,
        `INSERT INTO webhooks (id, user_id, url, events, secret)
         VALUES (gen_random_uuid(), $1, 'https://example.com/' || $2, '{*}', '') RETURNING id`,
      ),
  },
  'delivery of a webhook': {
    reach: 'personal',
    at: /\/deliveries\/\{\w+\}$/,
    example: `${EXAMPLE}a2`,
    on: ['webhook'],
    make: ({ app }, made) =>
      app.database
        .query<{ id: string }>(
          `INSERT INTO webhook_deliveries (id, webhook_id, type, status, response_body)
           VALUES (gen_random_uuid(), $1, 'webhook.ping', 'delivered', $2) RETURNING id`,
          [idOf(made, 'webhook'), text('answer')],
        )
        .then(({ rows }) => rows[0]?.id ?? ''),
  },
  notification: {
    reach: 'own',
    at: /\/notifications\/\{\w+\}$/,
    make: notification,
  },
  'template’s team': { reach: 'team', at: /^$/, make: team },
  'activity in the trash': {
    reach: 'shared',
    at: /\/trash\/\{\w+\}$/,
    example: `${EXAMPLE}05`,
    on: ['planner', 'section'],
    make: async (owner, made) => {
      const id = await activity(owner, made);
      await owner.must('DELETE', `/activities/${id}`);
      return id;
    },
  },
  plan: {
    reach: 'shared',
    at: /\/plans\/\{\w+\}$/,
    example: `${EXAMPLE}91`,
    make: async (owner) => {
      const steps = [{ id: 'a', title: text('step'), duration: 60, assignee: text('assignee') }];
      return (await owner.plan({ title: text('plan'), description: text('of the plan'), steps }))
        .id as string;
    },
  },
  'collaborator of a plan': {
    reach: 'shared',
    at: /\/plans\/\{\w+\}\/collaborators\/\{\w+\}$/,
    example: `${EXAMPLE}41`,
    // The same person: one id stands in the examples of both.
    on: ['planner', 'collaborator', 'plan'],
    make: async ({ app }, made) => {
      const id = idOf(made, 'collaborator');
      await sharePlan(app, idOf(made, 'plan'), id, 'editor');
      return id;
    },
  },
  template: {
    reach: 'team',
    at: /\/templates\/\{\w+\}$/,
    example: `${EXAMPLE}93`,
    on: ['template’s team'],
    make: async (owner, made) => {
      const body = {
        title: text('to {{destination}}'),
        sections: [{ title: text('section'), activities: [{ title: text('activity'), dueOffset: 'P1D' }] }],
      };
      const shared = { visibility: 'team', teamId: idOf(made, 'template’s team') };
      const named = { name: text('template'), category: text('category'), kind: 'planner', tags: [MARKER] };
      return (await owner.must('POST', '/templates', { ...named, ...shared, body })).id as string;
    },
  },
  operation: {
    reach: 'shared',
    at: /\/operations\/\{\w+\}$/,
    example: `${EXAMPLE}22`,
    on: ['planner', 'section'],
    make: async (owner, made) => {
      const answer = await owner.send('DELETE', `/activities/${await activity(owner, made)}`);
      return answer.headers.get('x-operation-id') ?? '';
    },
  },
  team: { reach: 'team', at: /\/teams\/\{\w+\}$/, example: `${EXAMPLE}51`, make: team },
  'member of a team': {
    reach: 'team',
    at: /\/members\/\{\w+\}$/,
    on: ['team'],
    make: async ({ app }, made) => {
      const { id } = await app.user({ displayName: text('member') });
      await join(app, idOf(made, 'team'), id, 'member');
      return id;
    },
  },
  'invitation into a team': {
    reach: 'team',
    at: /\/invitations\/\{\w+\}$/,
    on: ['team'],
    make: async (owner, made) => {
      const email = `${MARKER}-${Math.random()}@example.com`;
      return (await owner.must('POST', `/teams/${idOf(made, 'team')}/members`, { email })).id as string;
    },
  },
  'API key': { reach: 'personal', at: /\/auth\/api-keys\/\{\w+\}$/, make: apiKey },
  passkey: {
    reach: 'personal',
    at: /\/auth\/passkeys\/\{\w+\}$/,
    make: (owner) =>
      inserted(
        owner,
        `INSERT INTO passkeys (id, user_id, credential_id, public_key, name, aaguid)
         VALUES (gen_random_uuid(), $1, gen_random_uuid(), '', $2, gen_random_uuid()) RETURNING id`,
      ),
  },
  'device that gets push': {
    reach: 'personal',
    at: /\/users\/me\/devices\/\{\w+\}$/,
    make: async (owner) => {
      const body = { kind: 'fcm', token: `token-${Math.random()}`, name: text('device') };
      return (await owner.must('POST', '/users/me/devices', body)).id as string;
    },
  },
  'trusted device': {
    reach: 'personal',
    at: /\/auth\/mfa\/trusted-devices\/\{\w+\}$/,
    make: (owner) =>
      inserted(
        owner,
        `INSERT INTO known_devices (id, user_id, token_hash, user_agent, trusted_until, trusted_at)
         VALUES (gen_random_uuid(), $1, decode(md5(random()::text), 'hex'), $2, now() + interval '1 day', now())
         RETURNING id`,
      ),
  },
  'account of an outside provider': {
    reach: 'personal',
    at: /\/auth\/oauth\/accounts\/\{\w+\}$/,
    make: (owner) =>
      inserted(
        owner,
        `INSERT INTO outside_identities (id, user_id, provider, issuer, subject, display_name)
         VALUES (gen_random_uuid(), $1, 'github', 'https://github.example', gen_random_uuid(), $2) RETURNING id`,
      ),
  },
  job: {
    reach: 'personal',
    at: /\/jobs\/\{\w+\}$/,
    make: (owner) =>
      inserted(
        owner,
        // One that has ended: its stream ends, too.
        `INSERT INTO jobs (id, user_id, type, personal, step, keep_seconds, status, finished_at)
         VALUES (gen_random_uuid(), $1, 'data-export', true, $2, 60, 'completed', now()) RETURNING id`,
      ),
  },
  session: {
    reach: 'personal',
    at: /\/auth\/sessions\/\{\w+\}$/,
    make: (owner) =>
      inserted(
        owner,
        `INSERT INTO sessions (id, user_id, method, user_agent, expires_at, absolute_expires_at)
         VALUES (gen_random_uuid(), $1, 'password', $2, now() + interval '1 day', now() + interval '1 day')
         RETURNING id`,
      ),
  },
  'API key, for admins': { reach: 'admin', at: /\/admin\/api-keys\/\{\w+\}$/, make: apiKey },
  role: {
    reach: 'admin',
    at: /\/admin\/roles\/\{\w+\}$/,
    make: async ({ app }) => {
      const { rows } = await app.database.query<{ id: string }>(
        `INSERT INTO roles (id, name, description)
         VALUES (gen_random_uuid(), $1 || gen_random_uuid(), $1) RETURNING id`,
        [MARKER],
      );
      return rows[0]?.id ?? '';
    },
  },
  'dead letter': {
    reach: 'admin',
    at: /\/admin\/dead-letters\/\{\w+\}$/,
    make: (owner) =>
      inserted(
        owner,
        `INSERT INTO dead_letters (id, queue, name, job_id, event_id, request_id, payload, attempts, error, failed_at)
         VALUES (gen_random_uuid(), 'mail', 'account-restored', gen_random_uuid(), gen_random_uuid(), 'x',
                 jsonb_build_object('userId', $1::uuid), 16, $2, now())
         RETURNING id`,
      ),
  },
  'comparison with Stripe': {
    reach: 'admin',
    at: /\/admin\/billing\/reconciliations\/\{\w+\}$/,
    make: async ({ app }) => {
      const { rows } = await app.database.query<{ id: string }>(
        `INSERT INTO billing_reconciliations (id, phase, finished_at) VALUES (gen_random_uuid(), 'done', now())
         RETURNING id`,
      );
      return rows[0]?.id ?? '';
    },
  },
  'user, for admins': {
    reach: 'admin',
    at: /\/admin\/users\/\{\w+\}$/,
    make: async ({ app }) => (await app.user({ displayName: text('person') })).id,
  },
};

/** The kind whose ids stand at the end of this beginning of an address. */
export function kindAt(address: string): KindName | undefined {
  return Object.entries(KINDS).find(([, { at }]) => at.test(address))?.[0];
}

/** Whose the planner of a world is, and with it all that is in it: the owner's, or that of a team of theirs. */
export const HOLDERS = ['person', 'team'] as const;
export type Holder = (typeof HOLDERS)[number];

async function plannerOfTeam(owner: Person): Promise<string> {
  const body = { title: text('planner'), description: text('of the team'), tags: [MARKER] };
  const made = await owner.must('POST', `/teams/${await team(owner)}/planners`, body);
  return sharedByLink(owner, made.id as string);
}

/** One of each of these kinds, and of what they stand on, all the owner's. */
export async function makeWorld(
  owner: Person,
  kinds = Object.keys(KINDS),
  holder: Holder = 'person',
): Promise<World> {
  const needed = new Set(kinds.flatMap((kind) => [kind, ...(KINDS[kind]?.on ?? [])]));
  const made = new Map<KindName, string>();
  for (const [name, kind] of Object.entries(KINDS)) {
    const make = name === 'planner' && holder === 'team' ? plannerOfTeam : kind.make;
    if (needed.has(name)) made.set(name, await make(owner, made));
  }
  return made;
}

/** Those who try; each as a way to send a request. */
export interface Cast {
  owner: Person;
  stranger: Person;
  viewer: Person;
  removed: Person;
  /** Owns a team that has nothing to do with the resources, and has the permissions for it. */
  otherTeamAdmin: Person;
  /** `X-API-Key` of the owner that may read and nothing else. */
  readOnlyKey: string;
}

export async function makeCast(app: TestApp): Promise<Cast> {
  const owner = await person(app, { tier: 'enterprise' });
  const otherTeamAdmin = await person(app, { tier: 'enterprise' });
  const { id } = await otherTeamAdmin.must('POST', '/teams', { name: 'Another team' });
  await otherTeamAdmin.must('POST', `/teams/${id}/planners`, { title: 'Of another team' });
  const { key } = await owner.must('POST', '/auth/api-keys', { name: 'Reader', permissions: READS });
  return {
    owner,
    stranger: await person(app),
    viewer: await person(app),
    removed: await person(app),
    otherTeamAdmin,
    readOnlyKey: key as string,
  };
}

const READS = ['planners', 'activities', 'events', 'projects', 'plans', 'templates', 'profile'].map(
  (resource) => `read:own-${resource}`,
);

/** Makes the viewer one, and the removed one a former admin of the planner: by name, or as a manager of its team. */
export async function shareWorld(app: TestApp, cast: Cast, world: World): Promise<void> {
  const planner = idOf(world, 'planner');
  const plan = idOf(world, 'plan');
  await sharePlan(app, plan, cast.viewer.id, 'viewer');
  await sharePlan(app, plan, cast.removed.id, 'admin');
  await cast.owner.must('DELETE', `/plans/${plan}/collaborators/${cast.removed.id}`);
  await share(app, planner, cast.viewer.id, 'viewer');
  const { teamId } = await cast.owner.must('GET', `/planners/${planner}`);
  if (teamId === null) {
    await share(app, planner, cast.removed.id, 'admin');
    await unshare(app, planner, cast.removed.id);
  } else {
    await join(app, teamId, cast.removed.id, 'manager');
    await cast.removed.must('GET', `/planners/${planner}`);
    await cast.owner.must('DELETE', `/teams/${teamId}/members/${cast.removed.id}`);
  }
}
