import { newId } from '@almanac/kernel';
import { createTestApp, type TestApp } from '@almanac/testing';
import { eventually } from '../background/eventually';
import { person, share, type Person } from '../planning/support';
import { content, kept, see } from './support';

jest.setTimeout(60_000);

let app: TestApp;
let ada: Person;
beforeAll(async () => {
  app = await createTestApp({ worker: true });
});
beforeEach(async () => {
  ada = await person(app, { tier: 'free' });
});
afterAll(() => app.close());

describe('an attachment', () => {
  const activityOf = async (who: Person) => {
    const planner = await who.planner({ title: 'Engine' });
    const section = await who.section(planner.id, { title: 'Notes' });
    return { planner, activity: await who.activity(section.id, { title: 'Note G' }) };
  };
  const attach = (who: Person, activityId: string, fileId: string) =>
    who.send('POST', `/activities/${activityId}/attachments`, { fileId });

  it('stands on the activity, is seen by whoever sees that, and by nobody after', async () => {
    const bob = await person(app);
    const carol = await person(app);
    const owner = await person(app, { tier: 'premium' });
    const { planner, activity } = await activityOf(owner);
    await share(app, planner.id, bob.id, 'viewer');
    const file = await kept(app, owner, 'diagram', { name: 'diagram.txt' });
    expect((await see(bob, file.id)).status).toBe(403);
    const attached = await attach(owner, activity.id, file.id);
    expect([attached.status, attached.body.data]).toEqual([
      201,
      { id: file.id, name: 'diagram.txt', type: 'text/plain', size: 7 },
    ]);
    expect(attached.headers.get('x-operation-id')).not.toBeNull();
    expect((await attach(owner, activity.id, file.id)).headers.get('x-operation-id')).toBeNull();
    expect((await bob.must('GET', `/activities/${activity.id}`)).attachments).toEqual([attached.body.data]);
    expect((await bob.must('GET', `/activities/${activity.id}/attachments`)).attachments).toHaveLength(1);
    expect((await bob.must('GET', `/activities/${activity.id}/attachments/${file.id}`)).name).toBe(
      'diagram.txt',
    );
    expect((await see(bob, file.id)).status).toBe(200);
    expect((await content(app, bob.user.token, `/files/${file.id}/content`)).bytes.toString()).toBe(
      'diagram',
    );
    expect((await see(carol, file.id)).status).toBe(403);
    expect((await attach(bob, activity.id, file.id)).status).toBe(403);
    expect((await bob.send('DELETE', `/activities/${activity.id}/attachments/${file.id}`)).status).toBe(403);
    expect((await bob.send('DELETE', `/files/${file.id}`)).status).toBe(403);
    // In the trash nobody sees it but its owner.
    await owner.must('DELETE', `/activities/${activity.id}`);
    expect((await see(bob, file.id)).status).toBe(403);
    expect((await see(owner, file.id)).status).toBe(200);
  });

  it('is a file of one’s own, complete, and stays through PUT', async () => {
    const bob = await person(app);
    const { activity } = await activityOf(ada);
    const his = await kept(app, bob, 'his');
    const begun = await ada.must('POST', '/files/uploads', { name: 'a.txt', size: 3, type: 'text/plain' });
    for (const id of [his.id, begun.id, newId()]) {
      const answer = await attach(ada, activity.id, id);
      expect([answer.status, answer.body.error.details[0].field]).toEqual([422, 'fileId']);
    }
    const mine = await kept(app, ada, 'mine');
    await attach(ada, activity.id, mine.id);
    await ada.must('PUT', `/activities/${activity.id}`, { title: 'Replaced' });
    expect((await ada.must('GET', `/activities/${activity.id}`)).attachments).toHaveLength(1);
  });

  it('is undone as any change is, but never to a file that is gone', async () => {
    const { activity } = await activityOf(ada);
    const file = await kept(app, ada, 'one', { name: 'one.txt' });
    const attached = await attach(ada, activity.id, file.id);
    const operation = (answer: { headers: Headers }) => answer.headers.get('x-operation-id') ?? '';
    const attachments = async () => (await ada.must('GET', `/activities/${activity.id}`)).attachments;
    await ada.must('POST', `/operations/${operation(attached)}/undo`);
    expect(await attachments()).toEqual([]);
    await attach(ada, activity.id, file.id);
    const detached = await ada.send('DELETE', `/activities/${activity.id}/attachments/${file.id}`);
    expect(await attachments()).toEqual([]);
    await ada.must('DELETE', `/files/${file.id}`);
    await ada.send('POST', `/operations/${operation(detached)}/undo`);
    expect(await attachments()).toEqual([]);
  });

  it('goes with its file, as a change that is told', async () => {
    const { activity } = await activityOf(ada);
    const file = await kept(app, ada, 'going');
    await attach(ada, activity.id, file.id);
    await ada.must('DELETE', `/files/${file.id}`);
    await eventually(async () =>
      expect((await ada.must('GET', `/activities/${activity.id}`)).attachments).toEqual([]),
    );
    const { rows } = await app.database.query(
      `SELECT changes FROM outbox WHERE name = 'activity.updated' AND resource_id = $1 ORDER BY seq DESC LIMIT 1`,
      [activity.id],
    );
    expect(rows[0].changes[0]).toMatchObject({ field: 'attachments', after: [] });
  });

  it('cannot be made of a file that is deleted at the same moment and stay', async () => {
    const { activity } = await activityOf(ada);
    for (let round = 0; round < 5; round += 1) {
      const file = await kept(app, ada, `round ${round}`);
      await Promise.all([attach(ada, activity.id, file.id), ada.send('DELETE', `/files/${file.id}`)]);
    }
    await eventually(async () =>
      expect((await ada.must('GET', `/activities/${activity.id}`)).attachments).toEqual([]),
    );
  });
});
