/** The steps of the plan in the examples of the API document: what `npm start` makes, too. */
export const EXAMPLE_STEPS = [
  { id: 'route', title: 'Choose the route', duration: 480, assignee: 'Ada' },
  { id: 'flights', title: 'Book the flights', duration: 120, assignee: 'Ada', dependsOn: [{ id: 'route' }] },
  { id: 'rooms', title: 'Book the rooms', duration: 240, assignee: 'Bob', dependsOn: [{ id: 'route' }] },
];
