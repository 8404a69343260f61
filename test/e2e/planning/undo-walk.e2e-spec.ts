import fc from 'fast-check';
import { createTestApp, type TestApp } from '@almanac/testing';
import { person, type Person } from './support';
import { undo } from './undo-support';

let app: TestApp;
let ada: Person;

beforeAll(async () => {
  app = await createTestApp();
  ada = await person(app);
});
afterAll(() => app.close());

interface Row extends Record<string, unknown> {
  id: string;
  reminders: { id: string }[];
  checklist: { id: string }[];
  series: { originalStart: string } | null;
}

/** What is there to write on. */
interface Scene {
  plannerId: string;
  sections: { id: string; activities: Row[] }[];
  trash: { id: string }[];
}

const kinds = [
  ...['make', 'rename', 'date', 'complete', 'reopen', 'replace', 'move', 'delete', 'restore', 'batch'],
  ...['remind', 'postpone', 'forget', 'tick', 'untick', 'block', 'repeat', 'skip', 'alter'],
  ...['section', 'retitle', 'unsection', 'order', 'planner', 'archive', 'unarchive'],
] as const;
type Kind = (typeof kinds)[number];
type Write = [method: string, path: string, body?: object];

const DAY = 86_400_000;
const day = (text: string, days: number) => new Date(Date.parse(text) + days * DAY).toISOString();

/** The write that a draw means in a scene; nothing where it has nothing to be about. */
function writeOf(kind: Kind, pick: number, { plannerId, sections, trash }: Scene): Write | undefined {
  const section = sections[pick % Math.max(1, sections.length)];
  const rows = sections.flatMap(({ activities }) => activities);
  const row = rows[pick % Math.max(1, rows.length)];
  const other = rows[(pick + 1) % Math.max(1, rows.length)];
  const at = (found: Row | undefined, rest = ''): string | undefined =>
    found && `/activities/${found.id}${rest}`;
  const reminding = rows.find(({ reminders }) => reminders.length > 0);
  const ticking = rows.find(({ checklist }) => checklist.length > 0);
  const recurring = rows.find(({ series, status }) => series !== null && status === 'pending');
  const occurrence = at(
    recurring,
    `/occurrences/${encodeURIComponent(day(recurring?.series?.originalStart ?? '2026-01-01', 1 + (pick % 3)))}`,
  );
  const writes: Record<Kind, [string, string | undefined, object?]> = {
    make: ['POST', section && `/sections/${section.id}/activities`, { title: `a${pick}`, checklist: ['x'] }],
    rename: ['PATCH', at(row), { title: `b${pick}`, tags: [`t${pick}`], location: { name: 'here' } }],
    date: ['PATCH', at(row), { dueDate: day('2026-03-01T09:00:00Z', pick), priority: 'high' }],
    complete: ['PATCH', at(row), { status: 'completed' }],
    reopen: ['PATCH', at(row), { status: 'pending', metadata: { progress: pick % 100 } }],
    replace: ['PUT', at(row), { title: `c${pick}`, description: 'anew' }],
    move: ['POST', at(row, '/move'), { sectionId: section?.id }],
    delete: ['DELETE', at(row)],
    restore: ['POST', trash[0] && `/trash/${trash[0].id}/restore`],
    batch: [
      'POST',
      row && '/activities/batch',
      {
        operations: [
          { op: 'update', id: row?.id, data: { title: `d${pick}` } },
          { op: 'create', sectionId: section?.id, data: { title: 'e' } },
        ],
      },
    ],
    remind: ['POST', at(row, '/reminders'), { type: 'email', time: '2099-01-01T00:00:00Z' }],
    postpone: ['PATCH', at(reminding, `/reminders/${reminding?.reminders[0]?.id}`), { offset: pick }],
    forget: ['DELETE', at(reminding, `/reminders/${reminding?.reminders[0]?.id}`)],
    tick: ['PATCH', at(ticking, `/checklist/${ticking?.checklist[0]?.id}`), { completed: true }],
    untick: ['DELETE', at(ticking, `/checklist/${ticking?.checklist[0]?.id}`)],
    block: ['PATCH', row === other ? undefined : at(row), { blockedBy: [other?.id] }],
    repeat: ['PATCH', at(row), { dueDate: '2026-03-01T09:00:00Z', recurrence: { pattern: 'daily' } }],
    skip: ['DELETE', occurrence],
    alter: ['PATCH', occurrence, { title: `own ${pick}` }],
    section: ['POST', `/planners/${plannerId}/sections`, { title: `s${pick}`, order: pick % 3 }],
    retitle: ['PATCH', section && `/sections/${section.id}`, { title: `r${pick}`, order: pick % 2 }],
    unsection: ['DELETE', section && `/sections/${section.id}`],
    order: [
      'PUT',
      sections.length > 1 ? `/planners/${plannerId}/sections/order` : undefined,
      { order: sections.map(({ id }) => id).reverse() },
    ],
    planner: [
      'PATCH',
      `/planners/${plannerId}`,
      { title: `p${pick}`, settings: { defaultView: `v${pick}` } },
    ],
    archive: ['POST', `/planners/${plannerId}/archive`],
    unarchive: ['POST', `/planners/${plannerId}/unarchive`],
  };
  const [method, path, body] = writes[kind];
  return path === undefined ? undefined : body === undefined ? [method, path] : [method, path, body];
}

type Walk = [kind: Kind, pick: number][];
/** Walks that ended badly once. */
const FOUND: Walk[] = [
  [
    ['unsection', 0],
    ['restore', 0],
    ['make', 0],
    ['block', 0],
    ['make', 0],
  ],
  [
    ['make', 0],
    ['block', 0],
    ['delete', 15],
    ['replace', 0],
  ],
  [
    ['repeat', 0],
    ['complete', 0],
    ['remind', 0],
    ['complete', 3],
    ['alter', 0],
    ['repeat', 20],
  ],
  [
    ['complete', 0],
    ['repeat', 0],
    ['replace', 0],
  ],
  [
    ['make', 0],
    ['block', 9],
    ['delete', 0],
    ['delete', 0],
    ['restore', 0],
  ],
  [
    ['repeat', 0],
    ['alter', 0],
    ['complete', 0],
  ],
];

const fleeting = new Set(['version', 'updatedAt', 'updatedBy', 'lastActivity', 'archivedAt', 'position']);

/** All that a planner says and has, but for what every write changes. */
function settled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(settled);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => (fleeting.has(name) ? [] : [[name, settled(inner)]])),
  );
}

async function sceneOf(plannerId: string): Promise<{ scene: Scene; state: unknown }> {
  const whole = await ada.must('GET', `/planners/${plannerId}`);
  const { items } = await ada.must('GET', '/trash?limit=100');
  const trash = items.filter((item: { plannerId: string }) => item.plannerId === plannerId);
  return { scene: { plannerId, sections: whole.sections, trash }, state: settled(whole) };
}

test('whatever somebody does, undone from the last to the first it is as it was', async () => {
  const walks = fc.array(fc.tuple(fc.constantFrom(...kinds), fc.nat({ max: 30 })), {
    minLength: 8,
    maxLength: 25,
  });
  await fc.assert(
    fc.asyncProperty(walks, async (walk) => {
      const { id: plannerId } = await ada.planner({ title: 'P' });
      const { id: sectionId } = await ada.section(plannerId);
      await ada.activity(sectionId, { title: 'first' });
      const before: { state: unknown; operation: string; what: string }[] = [];
      for (const [kind, pick] of walk) {
        const { scene, state } = await sceneOf(plannerId);
        const write = writeOf(kind, pick, scene);
        const answer = write && (await ada.send(...write));
        // What is refused, such as a circle, changes nothing; neither does what is so already.
        expect(answer?.status ?? 200).toBeLessThan(500);
        const operation = answer?.headers.get('x-operation-id');
        if (operation) before.push({ state, operation, what: `${kind} ${pick}` });
      }
      for (const { state, operation, what } of before.reverse()) {
        const answer = await undo(ada, operation);
        // What a completion made goes for good, and so only where nobody has ever touched it.
        if (answer.body.error?.details?.changed?.[0]?.field === 'series.nextActivityId') return;
        expect([what, answer.status, answer.text]).toEqual([what, 200, expect.stringContaining('"undone"')]);
        expect({ what, state: (await sceneOf(plannerId)).state }).toEqual({ what, state });
      }
    }),
    { numRuns: 15, examples: FOUND.map((walk): [Walk] => [walk]) },
  );
}, 120_000);
