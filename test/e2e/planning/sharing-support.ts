import type { TestAnswer, TestApp } from '@almanac/testing';
import { mailTo, tokenIn } from '../identity/support';
import { person, share, sharePlan, type Person } from './support';

/** A planner, or a plan, with one person in each role. */
export interface Shared {
  id: string;
  owner: Person;
  admin: Person;
  editor: Person;
  viewer: Person;
}

async function cast(app: TestApp): Promise<Omit<Shared, 'id'>> {
  const owner = await person(app, { displayName: 'Olive Owner' });
  // Whoever is invited needs no tier.
  const [admin, editor, viewer] = [
    await person(app, { tier: 'free', displayName: 'Ada Admin' }),
    await person(app, { tier: 'free', displayName: 'Ed Editor' }),
    await person(app, { tier: 'free', displayName: 'Vi Viewer' }),
  ];
  return { owner, admin, editor, viewer };
}

export async function sharedPlanner(app: TestApp, body: object = {}): Promise<Shared> {
  const people = await cast(app);
  const { id } = await people.owner.planner({ title: 'Trip to Kyoto', ...body });
  for (const role of ['admin', 'editor', 'viewer'] as const) await share(app, id, people[role].id, role);
  return { id, ...people };
}

export async function sharedPlan(app: TestApp): Promise<Shared> {
  const people = await cast(app);
  const { id } = await people.owner.plan({ title: 'Barn' });
  for (const role of ['admin', 'editor', 'viewer'] as const) await sharePlan(app, id, people[role].id, role);
  return { id, ...people };
}

/** The hands on collaborators, which are the same for planners and plans. */
export function sharingOf(things: 'planners' | 'plans') {
  const at = (id: string) => `/${things}/${id}/collaborators`;
  return {
    invite: (who: Person, id: string, body: object): Promise<TestAnswer> =>
      who.send('POST', at(id), { role: 'editor', ...body }),

    /** Invites somebody and gives the token of the mail; there must be a worker. */
    async invitedTo(who: Person, id: string, email: string, role = 'editor', mails = 1): Promise<string> {
      await who.must('POST', at(id), { email, role });
      return tokenIn(await mailTo(who.app, email, mails));
    },

    async entries(who: Person, id: string, query = ''): Promise<Record<string, unknown>[]> {
      return (await who.must('GET', `${at(id)}${query}`)).collaborators;
    },

    remove: (who: Person, id: string, userId: string): Promise<TestAnswer> =>
      who.send('DELETE', `${at(id)}/${userId}`),

    transfer: (who: Person, id: string, userId: string): Promise<TestAnswer> =>
      who.send('POST', `/${things}/${id}/transfer`, { userId }),
  };
}

/** Role by user id of those who are on it by name. */
export async function rolesOn(app: TestApp, id: string): Promise<Record<string, string>> {
  const { rows } = await app.database.query<{ user_id: string; own_role: string }>(
    'SELECT user_id, own_role FROM planner_members WHERE planner_id = $1 AND own_role IS NOT NULL',
    [id],
  );
  return Object.fromEntries(rows.map((row) => [row.user_id, row.own_role]));
}
