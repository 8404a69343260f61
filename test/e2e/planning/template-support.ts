import type { TestAnswer, TestApp } from '@almanac/testing';
import type { Person } from './support';

export const BODY = {
  title: 'Trip to {{destination}}',
  description: 'By {{who}}',
  tags: ['travel'],
  settings: { defaultView: 'board', isPublic: true },
  sections: [
    {
      title: 'Before',
      type: 'tasks',
      activities: [
        { title: 'Book {{destination}}', priority: 'high', dueOffset: '-P7D', estimatedDuration: 30 },
        { title: 'Pack', checklist: ['Socks', 'Map of {{destination}}'], dueOffset: 'P5B', tags: ['x'] },
      ],
    },
    {
      title: 'There',
      type: 'notes',
      settings: { collapsed: true },
      activities: [{ title: 'Dinner', type: 'event', startOffset: 'P1DT10H', durationMinutes: 90 }],
    },
  ],
  variables: { who: { default: 'nobody' } },
};
export const NEW = { name: 'Trip', category: 'travel', kind: 'planner', tags: ['mine'], body: BODY };

/** A template of a trip, or of what the body says. */
export const make = (who: Person, body: object = {}): Promise<TestAnswer['body']> =>
  who.must('POST', '/templates', { ...NEW, ...body });

export const use = (who: Person, id: string, body: object = {}): Promise<TestAnswer> =>
  who.send('POST', `/templates/${id}/instantiate`, {
    startDate: '2026-03-27T09:00:00',
    variables: { destination: 'Kyoto' },
    ...body,
  });

/** The names of all events of a thing, in their order. */
export async function eventsOf(app: TestApp, id: string): Promise<string[]> {
  const { rows } = await app.database.query<{ name: string }>(
    'SELECT name FROM outbox WHERE resource_id = $1 ORDER BY seq',
    [id],
  );
  return rows.map(({ name }) => name);
}
