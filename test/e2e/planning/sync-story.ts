import * as fc from 'fast-check';
import type { TestAnswer, TestApp } from '@almanac/testing';
import { person, share, type Person } from './support';
import { SyncClient, UNKNOWN } from './sync-model';

const kinds = [
  ...['planner', 'section', 'section', 'activity', 'activity', 'activity', 'edit', 'edit', 'edit planner'],
  ...[
    'edit section',
    'move',
    'move',
    'batch',
    'delete',
    'delete section',
    'delete planner',
    'restore',
    'restore',
  ],
  ...['archive', 'order', 'duplicate', 'share', 'share', 'unshare', 'role', 'join', 'leave', 'transfer'],
  ...['comment', 'comment', 'comment', 'comment edit', 'comment delete', 'block', 'block', 'recur', 'recur'],
  ...['complete', 'complete', 'occurrence', 'occurrence', 'checklist', 'reminder', 'assign', 'collaborator'],
  ...['plan', 'plan', 'edit plan', 'delete plan', 'restore plan', 'share plan', 'unshare plan'],
  ...['template', 'template', 'edit template', 'give template', 'use template', 'delete template'],
  ...['undo', 'undo', 'undo', 'sync', 'sync', 'sync'],
] as const;
export const step = fc.record({
  kind: fc.constantFrom(...kinds),
  who: fc.nat(2),
  one: fc.nat(1000),
  other: fc.nat(1000),
  /** Whether the next step does not wait for this one. */
  together: fc.boolean(),
});
type Step = { kind: (typeof kinds)[number]; who: number; one: number; other: number; together: boolean };

/** Three people who work in planners of theirs, of each other and of a team. */
export class Story {
  private readonly planners: string[] = [];
  private readonly sections: string[] = [];
  private readonly activities: string[] = [];
  private readonly plans: string[] = [];
  private readonly templates: string[] = [];
  /** Paths of comments. */
  private readonly comments: string[] = [];
  private readonly operations: string[] = [];
  private readonly syncing = new Map<SyncClient, Promise<unknown>>();

  private constructor(
    private readonly app: TestApp,
    readonly people: Person[],
    readonly clients: SyncClient[],
    private readonly teamId: string,
  ) {}

  static async begin(app: TestApp): Promise<Story> {
    const people = await Promise.all([0, 1, 2].map(() => person(app, { tier: 'enterprise' })));
    const [first] = people;
    const team = await first?.must('POST', '/teams', { name: 'Team' });
    const story = new Story(
      app,
      people,
      people.map((who) => new SyncClient(who)),
      team.id,
    );
    const planner = await first?.must('POST', `/teams/${team.id}/planners`, { title: 'Of the team' });
    story.planners.push(planner.id);
    // Something to begin with: each has a planner, which the others write.
    for (const who of people) {
      const own = await who.planner();
      story.planners.push(own.id);
      for (const other of people) if (other !== who) await share(app, own.id, other.id, 'editor');
      for (let n = 0; n < 2; n += 1) {
        const section = await who.section(own.id);
        story.sections.push(section.id);
        for (let m = 0; m < 3; m += 1) story.activities.push((await who.activity(section.id)).id);
      }
    }
    return story;
  }

  async play(steps: readonly Step[]): Promise<void> {
    let running: Promise<void>[] = [];
    for (const one of steps) {
      running.push(this.take(one));
      if (one.together && running.length < 4) continue;
      await Promise.all(running);
      running = [];
    }
    await Promise.all(running);
  }

  private async take({ kind, who: whose, one, other }: Step): Promise<void> {
    const who = at(this.people, whose);
    const client = at(this.clients, whose);
    const second = at(this.people, other);
    if (!who || !client || !second) return;
    const [planner, section, activity] = [
      at(this.planners, one),
      at(this.sections, one),
      at(this.activities, one),
    ];
    const target = at(this.sections, other);
    const send = async (method: string, path: string, body?: object) => {
      await this.send(who, method, path, body);
    };
    switch (kind) {
      case 'planner':
        return send('POST', '/planners', { title: `Planner ${one}` });
      case 'section':
        return send('POST', `/planners/${planner}/sections`, { title: `Section ${one}`, order: other % 3 });
      case 'activity':
        return send('POST', `/sections/${section}/activities`, { title: `Activity ${one}` });
      case 'edit':
        return send('PATCH', `/activities/${activity}`, {
          title: `Edited ${other}`,
          status: other % 2 === 0 ? 'completed' : 'pending',
        });
      case 'edit planner':
        return send('PATCH', `/planners/${planner}`, { title: `Edited ${other}` });
      case 'edit section':
        return send('PATCH', `/sections/${section}`, { title: `Edited ${other}`, order: other % 3 });
      case 'move':
        return send('POST', `/activities/${activity}/move`, { sectionId: target });
      case 'batch':
        return send('POST', '/activities/batch', {
          atomic: false,
          operations: [
            { op: 'create', sectionId: section, data: { title: 'x' } },
            { op: 'create', sectionId: section, data: { title: 'y' } },
            { op: 'delete', id: activity },
            { op: 'move', id: at(this.activities, other), sectionId: target },
          ].filter((operation) => Object.values(operation).every((value) => value !== undefined)),
        });
      case 'delete':
        return send('DELETE', `/activities/${activity}`);
      case 'delete section':
        return send('DELETE', `/sections/${section}`);
      case 'delete planner':
        return send('DELETE', `/planners/${planner}`);
      case 'restore':
        return send('POST', `/trash/${at([planner, section, activity], other)}/restore`);
      case 'archive':
        return send('POST', `/planners/${planner}/${other % 2 === 0 ? 'archive' : 'unarchive'}`);
      case 'order': {
        const whole = await who.get(`/planners/${planner}`);
        const order = whole.body.data?.sections?.map(({ id }: { id: string }) => id).reverse() ?? [];
        return send('PUT', `/planners/${planner}/sections/order`, { order });
      }
      case 'duplicate':
        return send('POST', `/planners/${planner}/duplicate`, {});
      case 'undo':
        return send('POST', `/operations/${at(this.operations, one) ?? UNKNOWN}/undo`);
      case 'comment':
        return send('POST', `/activities/${activity}/comments`, { text: `Said ${other}` });
      case 'comment edit':
        return send('PATCH', `${at(this.comments, one)}`, { text: `Said again ${other}` });
      case 'comment delete':
        return send('DELETE', `${at(this.comments, one)}`);
      case 'block':
        return send('PATCH', `/activities/${at(this.activities, other)}`, { blockedBy: [activity] });
      case 'recur':
        return send('PATCH', `/activities/${activity}`, {
          dueDate: '2026-03-01T09:00:00Z',
          recurrence: other % 4 === 0 ? null : { pattern: 'daily', interval: 1 + (other % 2) },
        });
      case 'complete':
        return this.complete(who, activity);
      case 'occurrence':
        return this.occurrence(who, activity, other);
      case 'checklist':
        return send('POST', `/activities/${activity}/checklist`, { text: `Item ${other}` });
      case 'reminder':
        return send('POST', `/activities/${activity}/reminders`, { type: 'email', offset: 10 });
      case 'assign':
        return send('PATCH', `/activities/${activity}`, { assignees: other % 3 === 0 ? [] : [second.id] });
      case 'collaborator':
        return other % 3 === 0
          ? send('DELETE', `/planners/${planner}/collaborators/${second.id}`)
          : send('PATCH', `/planners/${planner}/collaborators/${second.id}`, {
              role: other % 3 === 1 ? 'editor' : 'viewer',
            });
      case 'plan':
        return send('POST', '/plans', {
          title: `Plan ${one}`,
          ...(other % 2 === 0 ? { teamId: this.teamId } : {}),
        });
      case 'edit plan':
        return send('PATCH', `/plans/${at(this.plans, one)}`, { title: `Edited ${other}` });
      case 'delete plan':
        return send('DELETE', `/plans/${at(this.plans, one)}`);
      case 'restore plan':
        return send('POST', `/plans/${at(this.plans, one)}/restore`);
      case 'template':
        return send('POST', '/templates', {
          ...{ name: `Template ${one}`, kind: 'planner', body: { title: 'T', sections: [] } },
          ...visibilityOf(this.teamId, other),
        });
      case 'edit template':
        return send('PATCH', `/templates/${at(this.templates, one)}`, { name: `Edited ${other}` });
      case 'give template':
        return send('PATCH', `/templates/${at(this.templates, one)}`, visibilityOf(this.teamId, other));
      case 'use template':
        return send('POST', `/templates/${at(this.templates, one)}/instantiate`, { startDate: '2026-03-02' });
      case 'delete template':
        return send('DELETE', `/templates/${at(this.templates, one)}`);
      case 'share plan':
      case 'unshare plan':
        return this.planAccess(kind, at(this.plans, one), second.id, other);
      case 'sync':
        return this.sync(client, 1 + (other % 9));
      default:
        return this.access(kind, planner, second.id, other);
    }
  }

  /** What recurs makes its next, which goes on being worked with. */
  private async complete(who: Person, activity: string | undefined): Promise<void> {
    const answer = await this.send(who, 'PATCH', `/activities/${activity}`, { status: 'completed' });
    const next: unknown = answer?.series?.nextActivityId;
    if (typeof next === 'string') this.activities.push(next);
  }

  private async occurrence(who: Person, activity: string | undefined, other: number): Promise<void> {
    const range = 'from=2026-03-01T00:00:00Z&to=2026-03-12T00:00:00Z';
    const { body } = await who.get(`/activities/${activity}/occurrences?${range}`);
    const found: { originalStart: string } | undefined = at(body.data?.occurrences ?? [], other);
    if (!found) return;
    const path = `/activities/${activity}/occurrences/${encodeURIComponent(found.originalStart)}`;
    const scope = other % 3 === 0 ? 'following' : 'this';
    if (other % 2 === 0) return void (await this.send(who, 'DELETE', `${path}?scope=${scope}`));
    const changed = await this.send(who, 'PATCH', path, { scope, title: `Own ${other}` });
    if (typeof changed?.activityId === 'string') this.activities.push(changed.activityId);
  }

  /** One page; a client has one request under way at a time. */
  private async sync(client: SyncClient, limit: number): Promise<void> {
    const before = this.syncing.get(client) ?? Promise.resolve();
    const next = before.then(() => client.page(limit));
    this.syncing.set(client, next);
    await next;
  }

  private async planAccess(
    kind: string,
    plan: string | undefined,
    person: string,
    other: number,
  ): Promise<void> {
    const query =
      kind === 'unshare plan'
        ? 'DELETE FROM plan_members WHERE plan_id = $1 AND user_id = $2 AND $3::text IS NOT NULL'
        : `INSERT INTO plan_members (plan_id, user_id, role)
           SELECT id, $2, $3 FROM plans WHERE id = $1 AND owner_id IS DISTINCT FROM $2
           ON CONFLICT (plan_id, user_id) DO UPDATE SET role = excluded.role`;
    const role = ['viewer', 'editor', 'admin'][other % 3];
    await this.app.database.query(query, [plan ?? UNKNOWN, person, role]);
  }

  private async access(
    kind: string,
    planner: string | undefined,
    person: string,
    other: number,
  ): Promise<void> {
    const role = ['viewer', 'editor', 'admin'][other % 3];
    const statements: Record<string, [string, unknown[]]> = {
      share: [
        `INSERT INTO planner_members (planner_id, user_id, role) SELECT id, $2, $3 FROM planners
          WHERE id = $1 AND owner_id <> $2 ON CONFLICT DO NOTHING`,
        [planner, person, role],
      ],
      unshare: [
        'DELETE FROM planner_members WHERE planner_id = $1 AND user_id = $2 AND team_role IS NULL',
        [planner, person],
      ],
      role: [
        'UPDATE planner_members SET own_role = $3 WHERE planner_id = $1 AND user_id = $2 AND own_role IS NOT NULL',
        [planner, person, role],
      ],
      join: [
        `INSERT INTO team_members (team_id, user_id, role) VALUES ($1, $2, 'member') ON CONFLICT DO NOTHING`,
        [this.teamId, person],
      ],
      leave: [
        `DELETE FROM team_members WHERE team_id = $1 AND user_id = $2 AND role <> 'owner'`,
        [this.teamId, person],
      ],
      transfer: [
        `WITH old AS (SELECT id, owner_id FROM planners WHERE id = $1 AND owner_id IS NOT NULL AND owner_id <> $2),
              out AS (DELETE FROM planner_members m USING old WHERE m.planner_id = old.id AND m.user_id = $2),
              kept AS (INSERT INTO planner_members (planner_id, user_id, role) SELECT id, owner_id, 'admin' FROM old)
         UPDATE planners p SET owner_id = $2, version = version + 1 FROM old WHERE p.id = old.id`,
        [planner, person],
      ],
    };
    const [text, values] = statements[kind] ?? ['SELECT 1', []];
    // As writers do: the ledger first.
    const connection = await this.app.database.connect();
    try {
      await connection.query('BEGIN');
      await connection.query('SELECT 1 FROM planner_stats WHERE planner_id = $1 FOR UPDATE', [
        planner ?? UNKNOWN,
      ]);
      await connection.query(text, values);
      if (kind === 'transfer') await this.note(connection, planner);
      await connection.query('COMMIT');
    } catch (error) {
      await connection.query('ROLLBACK');
      // Two that take each other's locks: a use case would begin again.
      if ((error as { code?: string }).code !== '40P01') throw error;
    } finally {
      connection.release();
    }
  }

  /** The event by which everybody hears of a new owner. */
  private async note(
    connection: { query: TestApp['database']['query'] },
    planner: string | undefined,
  ): Promise<void> {
    await connection.query(
      `WITH mark AS (UPDATE planner_stats SET last_seq = nextval('outbox_seq'), prev_seq = last_seq, tick = tick + 1
                      WHERE planner_id = $1 RETURNING *)
       INSERT INTO outbox (seq, event_id, name, stream_id, prev, resource_type, resource_id, payload)
       SELECT last_seq, uuidv7(), 'planner.updated', planner_id, prev_seq, 'planner', planner_id,
              json_build_object('planner', json_build_object('id', planner_id)) FROM mark`,
      [planner],
    );
  }

  private async send(who: Person, method: string, path: string, body?: object): Promise<TestAnswer['body']> {
    if (path.includes('undefined') || JSON.stringify(body ?? null).includes('[null]')) return undefined;
    const answer = await who.send(method, path, body);
    if (answer.status >= 500) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    if (answer.status >= 300) return undefined;
    const operation = answer.headers.get('x-operation-id');
    if (operation !== null) this.operations.push(operation);
    const { data } = answer.body ?? {};
    const id: unknown = data?.id;
    if (answer.status !== 201 || typeof id !== 'string') return data;
    if (path.endsWith('/sections')) this.sections.push(id);
    else if (path === '/plans') this.plans.push(id);
    else if (path === '/templates') this.templates.push(id);
    else if (path.startsWith('/templates')) this.planners.push(id);
    else if (path.endsWith('/activities')) this.activities.push(id);
    else if (path.endsWith('/comments')) this.comments.push(`${path}/${id}`);
    else if (path.startsWith('/planners')) this.planners.push(id);
    return data;
  }
}

function visibilityOf(teamId: string, number: number): object {
  const visibility = ['private', 'public', 'team', 'team'][number % 4];
  return { visibility, ...(visibility === 'team' ? { teamId } : {}) };
}

function at<T>(list: readonly T[], index: number): T | undefined {
  return list[index % Math.max(list.length, 1)];
}
