import type { TestAnswer, TestApp } from '@almanac/testing';
import { mailTo, tokenIn } from '../identity/support';
import { person, share, type Person } from './support';

/** A planner with one person in each role. */
export interface Shared {
  id: string;
  owner: Person;
  admin: Person;
  editor: Person;
  viewer: Person;
}

export async function sharedPlanner(app: TestApp, body: object = {}): Promise<Shared> {
  const owner = await person(app, { displayName: 'Olive Owner' });
  // Whoever is invited needs no tier.
  const [admin, editor, viewer] = [
    await person(app, { tier: 'free', displayName: 'Ada Admin' }),
    await person(app, { tier: 'free', displayName: 'Ed Editor' }),
    await person(app, { tier: 'free', displayName: 'Vi Viewer' }),
  ];
  const { id } = await owner.planner({ title: 'Trip to Kyoto', ...body });
  await share(app, id, admin.id, 'admin');
  await share(app, id, editor.id, 'editor');
  await share(app, id, viewer.id, 'viewer');
  return { id, owner, admin, editor, viewer };
}

export function invite(who: Person, id: string, body: object): Promise<TestAnswer> {
  return who.send('POST', `/planners/${id}/collaborators`, { role: 'editor', ...body });
}

/** Invites somebody and gives the token of the mail; there must be a worker. */
export async function invitedTo(
  who: Person,
  id: string,
  email: string,
  role = 'editor',
  mails = 1,
): Promise<string> {
  await who.must('POST', `/planners/${id}/collaborators`, { email, role });
  return tokenIn(await mailTo(who.app, email, mails));
}

/** Role by user id of those who are on it by name. */
export async function rolesOn(app: TestApp, id: string): Promise<Record<string, string>> {
  const { rows } = await app.database.query<{ user_id: string; own_role: string }>(
    'SELECT user_id, own_role FROM planner_members WHERE planner_id = $1 AND own_role IS NOT NULL',
    [id],
  );
  return Object.fromEntries(rows.map((row) => [row.user_id, row.own_role]));
}
