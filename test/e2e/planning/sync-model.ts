import type { TestAnswer } from '@almanac/testing';
import type { Person } from './support';

/** Of nothing that there is. */
export const UNKNOWN = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b99';

type Row = Record<string, unknown> & { id: string };
export interface Change {
  seq: number;
  type: string;
  id: string;
  op: 'upsert' | 'delete';
  data?: Row;
}

/**
 * An offline client as docs/client-authors.md describes it: it keeps what it is sent, and drops with a thing all that is
 * in it.
 */
export class SyncClient {
  readonly planners = new Map<string, Row>();
  readonly sections = new Map<string, Row>();
  readonly activities = new Map<string, Row>();
  readonly comments = new Map<string, Row>();
  readonly plans = new Map<string, Row>();
  readonly templates = new Map<string, Row>();
  token: string | undefined;

  constructor(readonly who: Person) {}

  /** Asks for one page; gives whether there is more. */
  async page(limit = 100): Promise<{ changes: Change[]; hasMore: boolean }> {
    const since = this.token === undefined ? '' : `&since=${this.token}`;
    const answer: TestAnswer['body'] = await this.who.must('GET', `/sync?limit=${limit}${since}`);
    const changes: Change[] = answer.changes;
    if (changes.length > limit) throw new Error(`${changes.length} changes where ${limit} were asked for`);
    for (const change of changes) this.apply(change);
    this.token = answer.nextToken;
    return { changes, hasMore: answer.hasMore };
  }

  /** Asks until there is no more; gives all changes. */
  async whole(limit = 100): Promise<Change[]> {
    const all: Change[] = [];
    for (let pages = 0; pages < 2000; pages += 1) {
      const { changes, hasMore } = await this.page(limit);
      all.push(...changes);
      if (!hasMore) return all;
    }
    throw new Error('The sync comes to no end');
  }

  private apply({ type, id, op, data }: Change): void {
    if (type === 'planner') this.put(this.planners, id, op, data);
    else if (type === 'section') this.put(this.sections, id, op, data);
    else if (type === 'activity') this.put(this.activities, id, op, data);
    else if (type === 'plan') this.put(this.plans, id, op, data);
    else if (type === 'template') this.put(this.templates, id, op, data);
    else this.put(this.comments, id, op, data);
    if (op === 'delete') this.drop(type, id);
  }

  private drop(type: string, id: string): void {
    const inside = { planner: 'plannerId', section: 'sectionId', activity: 'activityId' }[type];
    if (inside === undefined) return;
    for (const rows of [this.sections, this.activities, this.comments]) {
      for (const row of rows.values()) {
        if (row[inside] !== id) continue;
        rows.delete(row.id);
        if (rows === this.activities) this.drop('activity', row.id);
      }
    }
  }

  private put(rows: Map<string, Row>, id: string, op: string, data: Row | undefined): void {
    if (op === 'delete') rows.delete(id);
    else if (data) rows.set(id, data);
  }

  /** What the client has, in the form of `served`. */
  kept(): object {
    const { planners, sections, activities, comments, plans, templates } = this;
    return shape(
      ...[planners, sections, activities, comments, plans, templates].map((rows) => [...rows.values()]),
    );
  }
}

/** What REST shows somebody: the planners of their list, what is in each, their plans and templates. */
export async function served(who: Person): Promise<object> {
  const planners: Row[] = (await who.must('GET', '/planners?limit=50&archived=all')).planners;
  const sections: Row[] = [];
  const activities: Row[] = [];
  const comments: Row[] = [];
  for (const { id } of planners) {
    for (const section of (await who.must('GET', `/planners/${id}`)).sections) {
      const { activities: inside, ...row } = section;
      sections.push(row);
      activities.push(...inside);
    }
  }
  for (const { id, comments: count } of activities) {
    if (count !== 0)
      comments.push(...(await who.must('GET', `/activities/${id}/comments?limit=100`)).comments);
  }
  const plans: Row[] = (await who.must('GET', '/plans?limit=50')).plans;
  const own: Row[] = (await who.must('GET', '/templates?limit=50&mine=true')).templates;
  const ofTeams: Row[] = (await who.must('GET', '/templates?limit=50&visibility=team')).templates;
  const templates = [...own, ...ofTeams.filter(({ id }) => own.every((one) => one.id !== id))];
  return shape(planners, sections, activities, comments, plans, templates);
}

function shape(...all: Row[][]): object {
  const [planners, sections, activities, comments, plans, templates] = all.map((rows) =>
    [...rows].sort((one, other) => (one.id < other.id ? -1 : 1)),
  );
  return { planners, sections, activities, comments, plans, templates };
}

export const told = (changes: Change[]) => changes.map(({ type, op, id }) => `${op} ${type} ${id}`);

/** That the client has what the server would serve its owner now, and nothing else. */
export const equal = async (client: SyncClient) => expect(client.kept()).toEqual(await served(client.who));
