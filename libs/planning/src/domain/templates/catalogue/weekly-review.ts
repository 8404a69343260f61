import type { BundledTemplate } from './bundled-template';

export const weeklyReview: BundledTemplate = {
  id: '01936b2a-7c1e-7000-8000-00000000000b',
  name: 'Weekly review',
  description:
    'An hour at the end of the week that makes the next one calm. Start it on the day of the review.',
  category: 'personal',
  tags: ['personal', 'habits', 'productivity'],
  kind: 'planner',
  body: {
    title: 'Review of week {{week}}',
    description: 'Sixty minutes, a cup of tea, no telephone.',
    icon: 'cup',
    color: '#16a085',
    tags: ['review'],
    settings: { defaultView: 'list' },
    sections: [
      {
        title: 'Empty',
        type: 'tasks',
        activities: [
          { title: 'Inbox to zero: answer, plan or delete', dueOffset: 'P0D', estimatedDuration: 15 },
          { title: 'Loose notes, photos of whiteboards, open tabs', dueOffset: 'P0D', estimatedDuration: 10 },
          { title: 'Write down what is still on your mind', dueOffset: 'P0D', estimatedDuration: 5 },
        ],
      },
      {
        title: 'Look back',
        type: 'notes',
        activities: [
          { title: 'What went well?', type: 'note', description: '1. \n2. \n3. ' },
          { title: 'What did I put off, and why?', type: 'note' },
          { title: 'Whom do I thank?', type: 'note' },
        ],
      },
      {
        title: 'Look ahead',
        type: 'tasks',
        activities: [
          {
            title: 'Calendar of the last and the next two weeks',
            description: 'What follows from the meetings that were? What must be prepared for those to come?',
            dueOffset: 'P0D',
            estimatedDuration: 10,
          },
          {
            title: 'Every project has a next step',
            dueOffset: 'P0D',
            estimatedDuration: 10,
            priority: 'high',
          },
          {
            title: 'Three things that must happen next week',
            type: 'goal',
            dueOffset: 'P7D',
            priority: 'high',
            checklist: ['First', 'Second', 'Third'],
          },
          { title: 'Something to look forward to', type: 'goal', dueOffset: 'P7D' },
        ],
      },
    ],
    variables: { week: { description: 'The number of the week.', default: 'now' } },
  },
};
