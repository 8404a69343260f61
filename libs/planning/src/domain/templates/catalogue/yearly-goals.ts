import type { BundledTemplate } from './bundled-template';

export const yearlyGoals: BundledTemplate = {
  id: '01936b2a-7c1e-7000-8000-00000000000c',
  name: 'Goals for a year',
  description:
    'Few goals, four quarters, and a look at them every three months. Start it on the first day of the year, yours or the calendar’s.',
  category: 'personal',
  tags: ['personal', 'goals', 'yearly'],
  kind: 'planner',
  body: {
    title: 'My {{year}}',
    description: 'Three goals at most. Everything else is a wish, and wishes are fine.',
    icon: 'compass',
    color: '#34495e',
    tags: ['goals'],
    sections: [
      {
        title: 'Think',
        type: 'tasks',
        activities: [
          { title: 'Look through calendar and photos of last year', dueOffset: 'P0D', estimatedDuration: 45 },
          {
            title: 'What gave energy, what took it?',
            type: 'note',
            description: '| gave | took |\n| --- | --- |\n|  |  |',
          },
          {
            title: 'Write a letter to yourself at the end of {{year}}',
            dueOffset: 'P3D',
            estimatedDuration: 45,
          },
          {
            title: 'Choose three goals; say for each how you will know',
            priority: 'high',
            dueOffset: 'P7D',
            estimatedDuration: 60,
          },
        ],
      },
      {
        title: 'Goals',
        type: 'goals',
        activities: [
          { title: 'First goal: {{first_goal}}', type: 'goal', priority: 'high', dueOffset: 'P12M' },
          { title: 'Second goal', type: 'goal', dueOffset: 'P12M' },
          { title: 'Third goal', type: 'goal', dueOffset: 'P12M' },
        ],
      },
      {
        title: 'Quarters',
        type: 'tasks',
        activities: [
          {
            title: 'First quarter: the first step of each goal',
            dueOffset: 'P1M',
            estimatedDuration: 120,
            priority: 'high',
          },
          {
            title: 'Review after three months: keep, change or drop',
            type: 'event',
            startOffset: 'P3M',
            durationMinutes: 90,
          },
          {
            title: 'Review after six months; celebrate half of it',
            type: 'event',
            startOffset: 'P6M',
            durationMinutes: 90,
          },
          {
            title: 'Review after nine months: what can still be done?',
            type: 'event',
            startOffset: 'P9M',
            durationMinutes: 90,
          },
          { title: 'Open the letter', type: 'event', startOffset: 'P12M', durationMinutes: 30 },
        ],
      },
    ],
    variables: {
      year: { description: 'The year, in figures or in words.' },
      first_goal: { description: 'What matters most.', default: 'to be chosen' },
    },
  },
};
