/** The template that stands in the examples of the API document. */
export const exampleTemplate = {
  name: 'Weekend away',
  description: 'Two nights somewhere else, with nothing forgotten.',
  category: 'travel',
  kind: 'planner',
  tags: ['travel', 'weekend'],
  visibility: 'private',
  body: {
    title: 'Weekend in {{destination}}',
    description: 'Three days in **{{destination}}**.',
    tags: ['travel'],
    sections: [
      {
        title: 'Before we go',
        type: 'tasks',
        activities: [
          { title: 'Book a place to stay in {{destination}}', priority: 'high', dueOffset: '-P21D' },
          { title: 'Pack', estimatedDuration: 45, checklist: ['Charger', 'Rain jacket'], dueOffset: '-P1D' },
        ],
      },
      {
        title: 'There',
        type: 'notes',
        activities: [{ title: 'Dinner out', type: 'event', startOffset: 'P1DT10H', durationMinutes: 120 }],
      },
    ],
    variables: { destination: { description: 'Where you are going.', default: 'the hills' } },
  },
};
