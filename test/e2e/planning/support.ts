import type { TestAnswer, TestApp, TestRequest, TestUser } from '@almanac/testing';

/** One person's hands on the API: requests with their token, and the short ways to the things of planning. */
export class Person {
  constructor(
    readonly app: TestApp,
    readonly user: TestUser,
  ) {}

  get id(): string {
    return this.user.id;
  }

  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<TestAnswer> {
    const request: TestRequest = { token: this.user.token };
    if (body !== undefined) request.body = body;
    if (headers !== undefined) request.headers = headers;
    return this.app.request(method, path, request);
  }

  get(path: string, headers?: Record<string, string>): Promise<TestAnswer> {
    return this.send('GET', path, undefined, headers);
  }

  /** Sends what must succeed, and gives `data`. */
  async must(method: string, path: string, body?: unknown): Promise<TestAnswer['body']> {
    const answer = await this.send(method, path, body);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.body.data;
  }

  planner(body: object = {}): Promise<TestAnswer['body']> {
    return this.must('POST', '/planners', { title: 'A planner', ...body });
  }

  section(plannerId: string, body: object = {}): Promise<TestAnswer['body']> {
    return this.must('POST', `/planners/${plannerId}/sections`, { title: 'A section', ...body });
  }

  plan(body: object = {}): Promise<TestAnswer['body']> {
    return this.must('POST', '/plans', { title: 'A plan', ...body });
  }

  activity(sectionId: string, body: object = {}): Promise<TestAnswer['body']> {
    return this.must('POST', `/sections/${sectionId}/activities`, { title: 'An activity', ...body });
  }
}

export async function person(app: TestApp, options?: Parameters<TestApp['user']>[0]): Promise<Person> {
  return new Person(app, await app.user({ tier: 'premium', ...options }));
}

/** Shares a planner; invitations come with the collaboration endpoints. */
export async function share(app: TestApp, plannerId: string, userId: string, role: string): Promise<void> {
  await app.database.query('INSERT INTO planner_members (planner_id, user_id, role) VALUES ($1, $2, $3)', [
    plannerId,
    userId,
    role,
  ]);
}

export async function unshare(app: TestApp, plannerId: string, userId: string): Promise<void> {
  await app.database.query('DELETE FROM planner_members WHERE planner_id = $1 AND user_id = $2', [
    plannerId,
    userId,
  ]);
}

/** Shares a plan by name. */
export async function sharePlan(app: TestApp, planId: string, userId: string, role: string): Promise<void> {
  await app.database.query('INSERT INTO plan_members (plan_id, user_id, role) VALUES ($1, $2, $3)', [
    planId,
    userId,
    role,
  ]);
}

/** Walks a list by its cursors from the first page on; gives every row and the number of pages. */
export async function walk(who: Person, path: string, plural: string): Promise<TestAnswer['body'][]> {
  const rows: TestAnswer['body'][] = [];
  let next = path;
  for (;;) {
    const { [plural]: page, pagination } = await who.must('GET', next);
    rows.push(...page);
    if (!pagination.hasNext) return rows;
    next = `${path}${path.includes('?') ? '&' : '?'}cursor=${pagination.nextCursor}`;
  }
}

export function codeOf(answer: TestAnswer): string {
  return answer.body?.error?.code;
}

export function fieldsOf(answer: TestAnswer): string[] {
  return answer.body.error.details.map((problem: { field: string }) => problem.field);
}
