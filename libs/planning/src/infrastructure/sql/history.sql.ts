/** What people write into planners, sections and activities, by the names that the API gives it. */
const written = [
  ...['title', 'description', 'type', 'status', 'priority', 'dueDate', 'startDate', 'endDate', 'completedAt'],
  ...[
    'tags',
    'assignees',
    'checklist',
    'blockedBy',
    'metadata',
    'location',
    'recurrence',
    'color',
    'icon',
    'coverImage',
    'settings',
    'text',
  ],
];

/** The history of something new: every field of the event `o` that is not empty. */
export function newFields(o: string): string {
  return `(SELECT json_agg(change) FROM (
    SELECT member.key AS "field", NULL AS "before", member.value AS "after"
      FROM json_each(${o}.payload -> ${o}.resource_type) member
     WHERE ${o}.name LIKE '%.created' AND member.key IN (${written.map((name) => `'${name}'`).join(', ')})
       AND member.value::text NOT IN ('null', '[]', '{}')) change)`;
}
