import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ExportMaking } from '@almanac/exports';
import { FollowedJobs, JobRuns, RequestContext, UnitOfWork, type FollowedJob } from '@almanac/platform';
import type { TestAnswer, TestApp } from '@almanac/testing';
import { onApp } from '../identity/leaving';
import type { Person } from '../planning/support';

/** The file of an answer, fetched as anybody would who has the link. */
export async function fetched(app: TestApp, { body }: Pick<TestAnswer, 'body'>): Promise<string> {
  const answer = await fetch(onApp(app, body.data.downloadUrl));
  if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`);
  return answer.text();
}

/** Files of exports on the disk, unfinished ones too. */
export async function files(app: TestApp): Promise<string[]> {
  return readdir(join(app.config.DATA_DIR, 'exports'), { recursive: true }).catch(() => []);
}

/** A job that no worker takes up by itself. */
export function queued(who: Person, kind: string, plannerId: string, options: object = {}): Promise<string> {
  return who.app.get(UnitOfWork).run(RequestContext.system(), (tx) =>
    who.app.get(JobRuns).create(tx, {
      ...{ userId: who.id, type: `export-${kind}`, personal: false, keepSeconds: 86_400 },
      input: { timeZone: 'UTC', input: { plannerId, options } },
    }),
  );
}

/** Lets the worker try the job, and calls `meanwhile` when it has begun to write. */
export async function tried(
  { app }: Person,
  jobId: string,
  meanwhile = async (): Promise<void> => undefined,
) {
  const context = RequestContext.system();
  let told = false;
  await app.getFromWorker(FollowedJobs).run(context, jobId, (job) => {
    const watched: FollowedJob = {
      ...{ id: job.id, userId: job.userId, type: job.type, input: job.input, attempt: job.attempt },
      personal: job.personal,
      signal: job.signal,
      progress: async (percent, step) => {
        if (step === 'writing' && !told) {
          told = true;
          await meanwhile();
        }
        await job.progress(percent, step);
      },
    };
    return app.getFromWorker(ExportMaking).make(context, watched);
  });
}

/** A planner with something of everything. */
export async function fullPlanner(ada: Person): Promise<string> {
  const { id } = await ada.planner({
    ...{
      title: 'Spring launch ‮🚀',
      description: '# All <b>that</b> we do',
      color: '#3366ff',
      tags: ['work', 'ü'],
    },
    settings: { timezone: 'Europe/Vienna', defaultView: 'board' },
  });
  const first = await ada.section(id, {
    title: 'Before',
    description: 'Until March',
    settings: { color: '#ff0000' },
  });
  await ada.section(id, { title: 'Nothing yet', type: 'notes' });
  const last = await ada.section(id, { title: 'After', type: 'goals' });
  const plan = await ada.activity(first.id, {
    ...{
      title: '=SUM(A1)',
      description: 'See [this](javascript:alert(1)), <script>x</script>',
      tags: ['a', 'b'],
    },
    ...{
      startDate: '2026-03-02T08:00:00Z',
      endDate: '2026-03-02T10:30:00Z',
      dueDate: '2026-03-03T12:00:00Z',
    },
    ...{
      priority: 'high',
      type: 'event',
      assignees: [ada.id],
      checklist: ['One', { text: 'Two', completed: true }],
    },
    metadata: { estimatedDuration: 90, difficulty: 3, progress: 40 },
    location: { name: 'Café', address: 'Ring 1', coordinates: { latitude: 48.2, longitude: 16.37 } },
  });
  await ada.must('POST', `/activities/${plan.id}/reminders`, { type: 'email', offset: 30 });
  await ada.must('POST', `/activities/${plan.id}/reminders`, { type: 'push', time: '2090-01-01T00:00:00Z' });
  await ada.must('POST', `/activities/${plan.id}/comments`, { text: 'First, of all' });
  await ada.must('POST', `/activities/${plan.id}/comments`, { text: 'Second' });
  const done = await ada.activity(last.id, { title: 'Done with', blockedBy: [plan.id] });
  await ada.must('PATCH', `/activities/${done.id}`, { status: 'completed' });
  const weekly = await ada.activity(last.id, {
    ...{ title: 'Every week', dueDate: '2026-03-02T09:00:00Z', checklist: ['Again'] },
    recurrence: { pattern: 'weekly', occurrences: 10 },
  });
  const occurrences = `/activities/${weekly.id}/occurrences`;
  await ada.must('DELETE', `${occurrences}/2026-03-16T09:00:00.000Z`);
  await ada.must('PATCH', `${occurrences}/2026-03-23T09:00:00.000Z`, { title: 'Another time' });
  await ada.must('PATCH', `/activities/${weekly.id}`, { status: 'completed' });
  return id;
}
