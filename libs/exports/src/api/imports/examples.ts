/** Files of the examples of the API document, as JSON. */
export const exampleFile = {
  format: 'almanac-planner',
  formatVersion: 1,
  planner: {
    ...{ title: 'Trip to Kyoto', description: null, color: '#3366ff', icon: null, coverImage: null },
    ...{ tags: ['travel'], archivedAt: null },
    settings: {
      ...{ isPublic: false, allowCollaboration: true, autoArchive: false, reminderEnabled: true },
      ...{ defaultView: 'list', colorScheme: 'default', timezone: 'Asia/Tokyo' },
    },
  },
  sections: [
    {
      ...{ title: 'Before we go', description: null, type: 'tasks', activities: [] },
      settings: { collapsed: false, color: null, icon: null },
    },
  ],
};

export const exampleTasks = {
  projects: [{ id: '2203306141', name: 'Trip to Kyoto' }],
  sections: [],
  items: [
    {
      ...{ id: '2995104339', content: 'Book the flights', project_id: '2203306141', priority: 4 },
      ...{ labels: ['travel'], checked: false, due: { date: '2026-03-01' } },
    },
  ],
};

export const exampleBoard = {
  name: 'Trip to Kyoto',
  lists: [{ id: '5f1a', name: 'Before we go', closed: false, pos: 1 }],
  cards: [{ id: '5f1b', idList: '5f1a', name: 'Book the flights', pos: 1, due: '2026-03-01T12:00:00.000Z' }],
  checklists: [],
};

/** A table, as a spreadsheet saves one. */
export const exampleTable =
  'List,Task,Due date\nBefore,Book the hall,2026-12-01\nBefore,Invite the band,2026-12-03\n';

/** A calendar with one event. */
export const exampleCalendar = [
  'BEGIN:VCALENDAR',
  'VERSION:2.0',
  'PRODID:-//Example//Calendar//EN',
  'BEGIN:VEVENT',
  'UID:rehearsal@example.com',
  'DTSTAMP:20261101T090000Z',
  'DTSTART:20261201T180000Z',
  'DTEND:20261201T200000Z',
  'RRULE:FREQ=WEEKLY;COUNT=3',
  'SUMMARY:Rehearsal',
  'END:VEVENT',
  'END:VCALENDAR',
  '',
].join('\r\n');
