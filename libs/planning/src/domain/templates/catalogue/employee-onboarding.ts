import type { BundledTemplate } from './bundled-template';

export const employeeOnboarding: BundledTemplate = {
  id: '01936b2a-7c1e-7000-8000-000000000005',
  name: 'Onboarding a new colleague',
  description:
    'The first ninety days of somebody new, for the one who looks after them. Start it on their **first day**; everything is counted in working days.',
  category: 'work',
  tags: ['work', 'team', 'people'],
  kind: 'planner',
  body: {
    title: 'Welcome {{name}}',
    description: '{{name}} joins as {{role}}. Buddy: {{buddy}}.',
    icon: 'handshake',
    color: '#6a4fb3',
    tags: ['onboarding'],
    sections: [
      {
        title: 'Before the first day',
        type: 'tasks',
        activities: [
          {
            title: 'Contract signed, payroll has all it needs',
            priority: 'urgent',
            dueOffset: '-P15B',
            estimatedDuration: 30,
          },
          {
            title: 'Order laptop, telephone, badge',
            priority: 'high',
            dueOffset: '-P15B',
            estimatedDuration: 20,
          },
          {
            title: 'Accounts and permissions',
            description: 'Only what a {{role}} needs in the first week; the rest when it is wanted.',
            dueOffset: '-P3B',
            estimatedDuration: 45,
            checklist: ['Mail and calendar', 'Chat', 'Source code or files', 'Time sheet'],
          },
          { title: 'Ask {{buddy}} to be the buddy', dueOffset: '-P10B', estimatedDuration: 15 },
          {
            title: 'Write to {{name}}: when, where, whom to ask for',
            dueOffset: '-P5B',
            estimatedDuration: 15,
          },
        ],
      },
      {
        title: 'First day',
        type: 'tasks',
        activities: [
          {
            title: 'Welcome and tour',
            type: 'event',
            startOffset: 'P0B',
            durationMinutes: 60,
            priority: 'high',
          },
          { title: 'Set up the workplace together', dueOffset: 'P0B', estimatedDuration: 120 },
          { title: 'Lunch with the team', type: 'event', startOffset: 'P0DT4H', durationMinutes: 60 },
        ],
      },
      {
        title: 'First week',
        type: 'tasks',
        activities: [
          {
            title: 'Explain what we do, for whom, and how we earn money',
            dueOffset: 'P1B',
            estimatedDuration: 60,
          },
          {
            title: 'A first small task that is really used by somebody',
            description: 'Something that can be finished in two days, with {{buddy}} next to it.',
            priority: 'high',
            dueOffset: 'P3B',
            estimatedDuration: 240,
          },
          { title: 'Meet the people whom a {{role}} works with', dueOffset: 'P4B', estimatedDuration: 120 },
          {
            title: 'Talk at the end of the week: what was unclear?',
            dueOffset: 'P4B',
            estimatedDuration: 30,
          },
        ],
      },
      {
        title: 'First three months',
        type: 'goals',
        activities: [
          {
            title: 'Agree on goals for thirty, sixty and ninety days',
            type: 'goal',
            dueOffset: 'P9B',
            estimatedDuration: 60,
            priority: 'high',
          },
          { title: 'Review after thirty days', type: 'event', startOffset: 'P21B', durationMinutes: 45 },
          { title: 'Review after sixty days', type: 'event', startOffset: 'P42B', durationMinutes: 45 },
          {
            title: 'End of the probation: decide, and say so early',
            priority: 'urgent',
            dueOffset: 'P55B',
            estimatedDuration: 60,
          },
          {
            title: 'Ask {{name}} what would have made the start easier, and change this template',
            dueOffset: 'P60B',
            estimatedDuration: 30,
            priority: 'low',
          },
        ],
      },
    ],
    variables: {
      name: { description: 'Who is new.' },
      role: { description: 'What they are hired as.', default: 'colleague' },
      buddy: { description: 'Who helps them in the first weeks.', default: 'the buddy' },
    },
  },
};
