import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { planContent, stepsOf } from '../../domain/plans/plan-content';
import { PiscinaScheduleThreads } from './piscina-schedule-threads';

const folder = mkdtempSync(join(tmpdir(), 'almanac-threads-'));

/** With the file that the bundler makes of the sources. */
class Threads extends PiscinaScheduleThreads {
  protected override readonly file = join(folder, 'schedule.worker.js');
}
const threads = new Threads();

beforeAll(() => {
  // By its program: inside a test, esbuild does not know its own bytes again.
  const root = join(__dirname, '../../../../..');
  execFileSync(join(root, 'node_modules/.bin/esbuild'), [
    join(__dirname, 'schedule.worker.ts'),
    `--outfile=${join(folder, 'schedule.worker.js')}`,
    ...['--bundle', '--platform=node', '--format=cjs', '--log-level=error'],
    `--alias:@almanac/kernel=${join(root, 'libs/kernel/src/index.ts')}`,
  ]);
});
afterAll(async () => {
  await threads.onApplicationShutdown();
  rmSync(folder, { recursive: true });
});

const moment = { now: new Date('2026-03-01T10:00:00Z'), timeZone: 'UTC' };
const plan = planContent({ title: 'A plan', startsAt: '2026-03-02T09:00:00Z' }, moment);

describe('the threads', () => {
  it('schedule without keeping this one from its work', async () => {
    const steps = stepsOf(
      Array.from({ length: 10_000 }, (_, index) => ({
        id: `s${index}`,
        title: `Step ${index}`,
        duration: 480,
        assignee: `p${index % 50}`,
        dependsOn: index > 1 ? [{ id: `s${index - 1}` }, { id: `s${index >> 1}` }] : [],
      })),
      moment,
    );
    const task = { kind: 'schedule', plan, steps: JSON.stringify(steps), level: true, now: 0 } as const;
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 5);
    const outcome = await threads.run(task);
    clearInterval(timer);
    expect('text' in outcome && JSON.parse(outcome.text).steps).toHaveLength(10_000);
    // Computed here, it would have let nothing else have a turn.
    expect(turns).toBeGreaterThan(0);
  });

  it('say why a plan cannot be scheduled', async () => {
    const steps = stepsOf([{ id: 'a', title: 'a', duration: 1, dependsOn: [{ id: 'a' }] }], moment);
    const outcome = await threads.run({
      kind: 'gantt',
      plan,
      steps: JSON.stringify(steps),
      level: false,
      now: 0,
    });
    expect(outcome).toEqual({
      problem: expect.objectContaining({ field: 'steps[0].dependsOn[0].id', rule: 'circle' }),
    });
  });
});
