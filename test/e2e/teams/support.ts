import type { TestAnswer, TestApp } from '@almanac/testing';
import { mailTo, tokenIn } from '../identity/support';
import { person, type Person } from '../planning/support';

/** A team of its own, with one person in each role. */
export interface Team {
  id: string;
  owner: Person;
  manager: Person;
  member: Person;
}

/** Puts somebody into a team without a mail; a worker is not needed for it. */
export async function join(app: TestApp, teamId: string, userId: string, role: string): Promise<void> {
  await app.database.query('INSERT INTO team_members (team_id, user_id, role) VALUES ($1, $2, $3)', [
    teamId,
    userId,
    role,
  ]);
}

export async function makeTeam(app: TestApp, name = 'Garden club'): Promise<Team> {
  const owner = await person(app, { tier: 'enterprise', displayName: 'Olive Owner' });
  const manager = await person(app, { tier: 'enterprise', displayName: 'Mona Manager' });
  // Being in a team needs no tier.
  const member = await person(app, { tier: 'free', displayName: 'Max Member' });
  const { id } = await owner.must('POST', '/teams', { name });
  await join(app, id, manager.id, 'manager');
  await join(app, id, member.id, 'member');
  return { id, owner, manager, member };
}

/** Invites an address and gives the token of the mail; there must be a worker. */
export async function invited(team: Team, email: string, role = 'member', mails = 1): Promise<string> {
  await team.owner.must('POST', `/teams/${team.id}/members`, { email, role });
  return tokenIn(await mailTo(team.owner.app, email, mails));
}

export function accept(who: Person, token: string): Promise<TestAnswer> {
  return who.send('POST', `/invitations/${token}/accept`);
}

export function teamPlanner({ id, owner }: Team, body: object = {}): Promise<TestAnswer['body']> {
  return owner.must('POST', `/teams/${id}/planners`, { title: 'Beds', ...body });
}

/** How many times each status came. */
export function tally(answers: readonly TestAnswer[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}
