import { plannerFile } from '@almanac/exports';
import { createTestApp, type TestApp } from '@almanac/testing';
import { eventually } from '../background/eventually';
import { Program, WORKER } from '../background/program';
import { ended } from '../identity/leaving';
import { person, type Person } from '../planning/support';
import { fetched, files } from './support';

/** A planner with so many activities in 20 sections. */
async function largePlanner(ada: Person, activities: number): Promise<string> {
  const { id } = await ada.planner({ title: 'Large' });
  const sections: string[] = [];
  for (let n = 0; n < 20; n += 1)
    sections.push((await ada.section(id, { title: `Section ${n}` })).id as string);
  await ada.app.database.query(
    `INSERT INTO activities (id, section_id, planner_id, user_id, updated_by, title, description, position)
     SELECT gen_random_uuid(), ($2::uuid[])[1 + n % 20], $1, $3, $3, 'Activity ' || n, repeat(md5(n::text), 30),
            lpad(n::text, 8, '0') || 'V'
       FROM generate_series(1, $4::int) n`,
    [id, sections, ada.id, activities],
  );
  await ada.app.database.query('ANALYZE activities');
  return id;
}

describe('kill -9 of the worker in the middle of an export', () => {
  let app: TestApp;
  let programs: Program[] = [];
  beforeAll(async () => {
    app = await createTestApp();
  });
  afterEach(async () => {
    await Promise.all(programs.map((program) => program.end('SIGKILL')));
    programs = [];
  });
  afterAll(() => app.close());

  it('lets another worker begin it anew: one file, one end', async () => {
    const ada = await person(app);
    const plannerId = await largePlanner(ada, 20_000);
    const start = (): Program => {
      const program = Program.beside(app, WORKER);
      programs.push(program);
      return program;
    };
    const answer = await ada.send('POST', '/export/json', { plannerId }, { prefer: 'respond-async' });
    const { jobId } = answer.body.data;
    const worker = start();
    await eventually(async () => {
      const { step, progress } = await ada.must('GET', `/jobs/${jobId}`);
      expect(step).toBe('writing');
      expect(progress).toBeGreaterThan(0);
    }, 60_000);
    expect(await worker.end('SIGKILL')).toBe('SIGKILL');
    expect(await ada.must('GET', `/jobs/${jobId}`)).toMatchObject({ status: 'active', result: null });
    start();
    const job = await eventually(() => ended(app, ada.user.token, jobId), 90_000);
    expect(job).toMatchObject({ status: 'completed', progress: 100 });
    const { sections } = plannerFile.parse(JSON.parse(await fetched(app, { body: { data: job.result } })));
    expect(sections.map(({ activities }) => activities.length)).toEqual(
      Array.from({ length: 20 }, () => 1000),
    );
    const { rows } = await app.database.query(
      `SELECT payload ->> 'status' AS status FROM outbox WHERE name = 'job.finished' AND payload ->> 'jobId' = $1`,
      [jobId],
    );
    expect(rows).toEqual([{ status: 'completed' }]);
    expect((await files(app)).filter((name) => name.endsWith('.json'))).toEqual([
      expect.stringContaining(`${jobId}-2.json`),
    ]);
  }, 240_000);
});
