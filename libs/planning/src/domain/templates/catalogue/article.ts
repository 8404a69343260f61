import type { BundledTemplate } from './bundled-template';

export const article: BundledTemplate = {
  id: '01936b2a-7c1e-7000-8000-000000000010',
  name: 'Article or blog post',
  description:
    'Two weeks from an idea to something that others read. Start it on the day of the idea; it counts working days.',
  category: 'writing',
  tags: ['writing', 'blog', 'publishing'],
  kind: 'planner',
  body: {
    title: 'Article: {{topic}}',
    description: 'For {{readers}}.',
    icon: 'newspaper',
    color: '#7f8c8d',
    tags: ['writing'],
    sections: [
      {
        title: 'Research',
        type: 'tasks',
        activities: [
          {
            title: 'What will {{readers}} be able to do after it?',
            type: 'goal',
            priority: 'high',
            dueOffset: 'P0B',
            estimatedDuration: 30,
          },
          {
            title: 'Read the three best pieces on {{topic}}; what is missing in them?',
            dueOffset: 'P1B',
            estimatedDuration: 90,
          },
          { title: 'Talk to one person who knows it from practice', dueOffset: 'P3B', estimatedDuration: 45 },
        ],
      },
      {
        title: 'Write',
        type: 'tasks',
        activities: [
          { title: 'Ten headlines; choose later', dueOffset: 'P3B', estimatedDuration: 20 },
          { title: 'Outline with one sentence for each part', dueOffset: 'P4B', estimatedDuration: 45 },
          { title: 'Draft in one go', dueOffset: 'P5B', estimatedDuration: 180, priority: 'high' },
          { title: 'A day of rest', dueOffset: 'P6B' },
          {
            title: 'Revise: shorter, more concrete, one example more',
            dueOffset: 'P7B',
            estimatedDuration: 120,
          },
        ],
      },
      {
        title: 'Publish',
        type: 'tasks',
        activities: [
          { title: 'Somebody else reads it', dueOffset: 'P8B', estimatedDuration: 30, priority: 'high' },
          { title: 'Picture, teaser, links, alternative texts', dueOffset: 'P9B', estimatedDuration: 60 },
          { title: 'Publish', dueOffset: 'P10B', estimatedDuration: 20, priority: 'high' },
          { title: 'Tell those who were quoted or asked', dueOffset: 'P10B', estimatedDuration: 15 },
          { title: 'Answer comments', dueOffset: 'P12B', estimatedDuration: 45 },
        ],
      },
    ],
    variables: {
      topic: { description: 'What it is about.' },
      readers: { description: 'For whom it is written.', default: 'our readers' },
    },
  },
};
