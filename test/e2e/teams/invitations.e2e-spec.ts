import { createTestApp, type TestApp } from '@almanac/testing';
import { newId } from '@almanac/kernel';
import { mailTo, PASSWORD, tokenIn } from '../identity/support';
import { codeOf, fieldsOf, person, type Person } from '../planning/support';
import { accept, invited, makeTeam, tally, type Team } from './support';

describe('invitations into a team', () => {
  let app: TestApp;
  let team: Team;
  let count = 0;

  beforeAll(async () => {
    app = await createTestApp({ worker: true });
    team = await makeTeam(app);
  });
  afterAll(() => app.close());

  const address = () => `guest-${(count += 1)}@example.com`;
  const invite = (who: Person, body: object) => who.send('POST', `/teams/${team.id}/members`, body);
  const open = async () =>
    (await team.owner.must('GET', `/teams/${team.id}/invitations`)).invitations as {
      id: string;
      email: string;
    }[];

  it('reach people with an account, who join by the link of the mail', async () => {
    const guest = await person(app, { tier: 'free' });
    const token = await invited(team, guest.user.email, 'manager');
    const mail = await mailTo(app, guest.user.email);
    expect(mail.text).toContain(team.owner.user.email);
    expect(mail.subject).toContain('Garden club');
    const seen = await app.request('GET', `/invitations/${token}`);
    expect(seen.body.data).toMatchObject({ kind: 'team', name: 'Garden club', role: 'manager' });
    expect(mail.links.some((link) => new URL(link).pathname === '/invitation')).toBe(true);
    expect((await app.request('GET', '//invitation')).headers.get('content-type')).toContain('text/html');
    expect((await guest.get(`/teams/${team.id}`)).status).toBe(403);
    const answer = await accept(guest, token);
    expect([answer.status, answer.body.data]).toEqual([
      200,
      { kind: 'team', id: team.id, name: 'Garden club', role: 'manager' },
    ]);
    expect((await guest.must('GET', `/teams/${team.id}`)).role).toBe('manager');
    const again = await accept(guest, token);
    expect([again.status, codeOf(again)]).toEqual([400, 'INVALID_TOKEN']);
  });

  it('say what they are about in words that no name of a team can turn into others', async () => {
    const one = await makeTeam(app, 'Club”.\r\n\r\nYour account\u001bis locked\u2028Call \u202egnp');
    const guest = address();
    await invited(one, guest);
    const { text, subject } = await mailTo(app, guest);
    const said = 'the team “Club”. Your account is locked Call gnp”';
    expect(subject).toContain(said);
    expect(text).toContain(`${one.owner.user.email} invites you into ${said}, as member.`);
    expect(text).toMatch(/until \d\d:\d\d \(.+\) on \d{1,2} [A-Z][a-z]+ \d{4}, and for one use/);
  });

  it('name the inviter by no address that is not proved', async () => {
    const one = await makeTeam(app);
    await app.database.query('UPDATE users SET email_verified = false WHERE id = $1', [one.owner.id]);
    const guest = address();
    await invited(one, guest);
    const { text } = await mailTo(app, guest);
    expect(text).toContain('Somebody invites you into the team');
    expect(text).not.toContain(one.owner.user.email);
  });

  it('reach people without one, who make it first', async () => {
    const email = address();
    const token = await invited(team, email);
    const account = { email, password: PASSWORD, displayName: 'New' };
    expect((await app.request('POST', '/auth/register', { body: account })).status).toBe(201);
    const verification = tokenIn(await mailTo(app, email, 2));
    await app.request('POST', '/auth/verify-email', { body: { token: verification } });
    const { body } = await app.request('POST', '/auth/login', { body: { email, password: PASSWORD } });
    const guest = { token: body.data.accessToken as string };
    expect((await app.request('POST', `/invitations/${token}/accept`, guest)).status).toBe(200);
    expect((await app.request('GET', `/teams/${team.id}`, guest)).status).toBe(200);
  });

  it('wait for the proof that the address is the account’s', async () => {
    const guest = await person(app);
    const verified = (value: boolean) =>
      app.database.query('UPDATE users SET email_verified = $2 WHERE id = $1', [guest.id, value]);
    const token = await invited(team, guest.user.email);
    await verified(false);
    const answer = await accept(guest, token);
    expect([answer.status, codeOf(answer)]).toEqual([403, 'EMAIL_NOT_VERIFIED']);
    await verified(true);
    expect((await accept(guest, token)).status).toBe(200);
  });

  it('never tell whether the address has an account', async () => {
    const known = (await person(app)).user.email;
    const shape = async (email: string) => {
      const { status, body } = await invite(team.owner, { email });
      const { id, email: told, createdAt, expiresAt, ...rest } = body.data;
      return { status, rest, same: told === email && typeof id === 'string' && createdAt < expiresAt };
    };
    expect(await shape(known)).toEqual(await shape(address()));
    const member = team.member.user.email;
    expect(await shape(member)).toEqual(await shape(address()));
  });

  it('are for the address that was invited, whatever its case, and tell others nothing of it', async () => {
    const guest = await person(app);
    const token = await invited(team, guest.user.email.toUpperCase());
    const thief = await person(app);
    const refused = await accept(thief, token);
    expect([refused.status, codeOf(refused)]).toEqual([403, 'FORBIDDEN']);
    expect(refused.body.error.details).toEqual({ reason: 'other-address' });
    expect(refused.text.toLowerCase()).not.toContain(guest.user.email);
    expect((await accept(guest, token)).status).toBe(200);
  });

  it('give a member the higher of both roles', async () => {
    const one = await makeTeam(app);
    const down = await invited(one, one.manager.user.email, 'member');
    expect((await accept(one.manager, down)).body.data.role).toBe('manager');
    const up = await invited(one, one.member.user.email, 'owner');
    expect((await accept(one.member, up)).body.data.role).toBe('owner');
    const { rows } = await app.database.query(
      'SELECT count(*)::int AS n FROM team_members WHERE team_id = $1',
      [one.id],
    );
    expect(rows).toEqual([{ n: 3 }]);
  });

  it('make one membership of two accepts at once', async () => {
    const guest = await person(app);
    const token = await invited(team, guest.user.email);
    const answers = await Promise.all(Array.from({ length: 6 }, () => accept(guest, token)));
    expect(tally(answers)).toEqual({ 200: 1, 400: 5 });
    const { rows } = await app.database.query(
      `SELECT name FROM outbox WHERE name = 'team.member-joined' AND payload ->> 'userId' = $1`,
      [guest.id],
    );
    expect(rows).toHaveLength(1);
  });

  it('end when they are sent anew, taken back, declined or out of time', async () => {
    const guest = await person(app);
    const first = await invited(team, guest.user.email);
    const second = await invited(team, guest.user.email, 'manager', 2);
    expect(second).not.toBe(first);
    expect((await accept(guest, first)).status).toBe(400);
    const listed = (await open()).filter(({ email }) => email === guest.user.email);
    expect(listed).toHaveLength(1);
    await team.manager.must('DELETE', `/teams/${team.id}/invitations/${listed[0]?.id}`);
    expect((await accept(guest, second)).status).toBe(400);
    expect((await team.manager.send('DELETE', `/teams/${team.id}/invitations/${listed[0]?.id}`)).status).toBe(
      404,
    );
    const third = await invited(team, guest.user.email, 'member', 3);
    expect((await app.request('POST', `/invitations/${third}/decline`)).status).toBe(200);
    expect((await accept(guest, third)).status).toBe(400);
    const fourth = await invited(team, guest.user.email, 'member', 4);
    await app.database.query(`UPDATE invitations SET expires_at = now() WHERE email_lower = $1`, [
      guest.user.email,
    ]);
    expect((await app.request('GET', `/invitations/${fourth}`)).status).toBe(400);
    expect((await accept(guest, fourth)).status).toBe(400);
    const fifth = await invited(team, guest.user.email, 'member', 5);
    expect((await accept(guest, fifth)).status).toBe(200);
  });

  it('to a role above one’s own are not one’s own to take back or to replace', async () => {
    const guest = await person(app);
    const token = await invited(team, guest.user.email, 'owner');
    const [listed] = (await open()).filter(({ email }) => email === guest.user.email);
    const answers = [
      await team.manager.send('DELETE', `/teams/${team.id}/invitations/${listed?.id}`),
      await invite(team.manager, { email: guest.user.email.toUpperCase(), role: 'member' }),
    ];
    for (const answer of answers) {
      expect([answer.status, answer.body.error.details.requiredRole]).toEqual([403, 'owner']);
    }
    expect((await accept(guest, token)).body.data.role).toBe('owner');
  });

  it('of one address at once: the last one is good, and no other', async () => {
    const guest = await person(app);
    const answers = await Promise.all(
      [team.owner, team.manager, team.owner].map((who) => invite(who, { email: guest.user.email })),
    );
    expect(tally(answers)).toEqual({ 201: 3 });
    expect((await open()).filter(({ email }) => email === guest.user.email)).toHaveLength(1);
  });

  it('taken back and accepted at once: one of both', async () => {
    for (let round = 0; round < 4; round += 1) {
      const guest = await person(app);
      const token = await invited(team, guest.user.email);
      const id = (await open()).find(({ email }) => email === guest.user.email)?.id ?? '';
      const [taken, joined] = await Promise.all([
        team.owner.send('DELETE', `/teams/${team.id}/invitations/${id}`),
        accept(guest, token),
      ]);
      expect([
        [200, 400],
        [404, 200],
      ]).toContainEqual([taken.status, joined.status]);
      expect((await guest.get(`/teams/${team.id}`)).status).toBe(joined.status === 200 ? 200 : 403);
    }
  });

  it('lose their worth with the role of who sent them', async () => {
    const one = await makeTeam(app);
    const [low, high] = [await person(app), await person(app)];
    const send = (email: string, role: string) =>
      one.manager.must('POST', `/teams/${one.id}/members`, { email, role });
    await send(low.user.email, 'member');
    await send(high.user.email, 'manager');
    const tokens = [tokenIn(await mailTo(app, low.user.email)), tokenIn(await mailTo(app, high.user.email))];
    await one.owner.must('DELETE', `/teams/${one.id}/members/${one.manager.id}`);
    expect((await accept(low, tokens[0] ?? '')).status).toBe(400);
    expect((await accept(high, tokens[1] ?? '')).status).toBe(400);
  });

  it('are sent by managers and owners alone, to no role above theirs, and not without end', async () => {
    expect((await invite(team.member, { email: address() })).status).toBe(403);
    expect((await invite(await person(app, { tier: 'enterprise' }), { email: address() })).status).toBe(403);
    expect((await invite(team.manager, { email: address(), role: 'owner' })).status).toBe(403);
    for (const part of ['invitations', `invitations/${newId()}`]) {
      const method = part === 'invitations' ? 'GET' : 'DELETE';
      expect((await team.member.send(method, `/teams/${team.id}/${part}`)).status).toBe(403);
    }
    expect(fieldsOf(await invite(team.owner, { email: 'nobody', role: 'boss', x: 1 })).sort()).toEqual([
      'email',
      'role',
      'x',
    ]);
    const email = address();
    const answers = [];
    for (let sent = 0; sent < 11; sent += 1) answers.push(await invite(team.owner, { email }));
    expect(tally(answers)).toEqual({ 201: 10, 429: 1 });
    expect(Number(answers.at(-1)?.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('are refused where the token is none of ours, and without a sign-in', async () => {
    for (const token of ['x', `${newId().replaceAll('-', '')}.${'a'.repeat(43)}`]) {
      const answer = await accept(team.owner, token);
      expect([answer.status, codeOf(answer)]).toEqual([400, 'INVALID_TOKEN']);
    }
    expect((await app.request('POST', '/invitations/x/accept')).status).toBe(401);
  });

  it('of a team that was deleted are dead', async () => {
    const one = await makeTeam(app);
    const guest = await person(app);
    const token = await invited(one, guest.user.email);
    await one.owner.must('DELETE', `/teams/${one.id}`);
    expect((await accept(guest, token)).status).toBe(400);
  });

  it('keep no token', async () => {
    const guest = await person(app);
    const token = await invited(team, guest.user.email);
    const secret = token.split('.')[1] ?? token;
    const { rows } = await app.database.query<{ text: string }>(
      `SELECT (SELECT json_agg(i) FROM invitations i)::text || (SELECT json_agg(o) FROM outbox o)::text
              || (SELECT json_agg(l) FROM audit_log l)::text AS text`,
    );
    expect(rows[0]?.text).not.toContain(secret);
  });
});
