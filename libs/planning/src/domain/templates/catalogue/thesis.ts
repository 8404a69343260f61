import type { BundledTemplate } from './bundled-template';

export const thesis: BundledTemplate = {
  id: '01936b2a-7c1e-7000-8000-00000000000a',
  name: 'Writing a thesis',
  description:
    'Six months from a question to a bound copy, for a bachelor’s or master’s thesis. Start it on the day of registration.',
  category: 'study',
  tags: ['study', 'writing', 'research'],
  kind: 'planner',
  body: {
    title: 'Thesis: {{working_title}}',
    description: 'Supervised by {{supervisor}}.',
    icon: 'graduation-cap',
    color: '#8e44ad',
    tags: ['study', 'thesis'],
    sections: [
      {
        title: 'Question and plan (month 1)',
        type: 'tasks',
        activities: [
          {
            title: 'One question that can be answered with no or yes, or with a number',
            type: 'goal',
            priority: 'urgent',
            dueOffset: 'P7D',
            estimatedDuration: 300,
          },
          { title: 'Read ten papers; one paragraph on each', dueOffset: 'P21D', estimatedDuration: 1200 },
          {
            title: 'Set up reference manager, backup and template',
            description: 'A backup that was never restored is none: try it once.',
            dueOffset: 'P5D',
            estimatedDuration: 120,
            priority: 'high',
          },
          {
            title: 'Exposé of three pages to {{supervisor}}',
            dueOffset: 'P28D',
            estimatedDuration: 480,
            priority: 'high',
          },
        ],
      },
      {
        title: 'Method and data (months 2 and 3)',
        type: 'tasks',
        activities: [
          {
            title: 'Agree on the method with {{supervisor}}',
            type: 'event',
            startOffset: 'P35D',
            durationMinutes: 60,
          },
          { title: 'Ethics, consent and data protection', dueOffset: 'P38D', estimatedDuration: 180 },
          { title: 'Pilot with three cases', dueOffset: 'P49D', estimatedDuration: 480 },
          { title: 'Gather the data', dueOffset: 'P84D', estimatedDuration: 2400, priority: 'high' },
          {
            title: 'Keep a diary of decisions',
            type: 'note',
            description:
              'What you decided, why, and what else you thought of. The chapter on method writes itself from it.',
          },
        ],
      },
      {
        title: 'Analysis (month 4)',
        type: 'tasks',
        activities: [
          { title: 'Clean the data; keep the raw ones untouched', dueOffset: 'P91D', estimatedDuration: 480 },
          {
            title: 'Main analysis, figures and tables',
            dueOffset: 'P112D',
            estimatedDuration: 1800,
            priority: 'high',
          },
          {
            title: 'Show the results to {{supervisor}}',
            type: 'event',
            startOffset: 'P114D',
            durationMinutes: 60,
          },
        ],
      },
      {
        title: 'Writing (months 4 to 6)',
        type: 'tasks',
        activities: [
          { title: 'Method', dueOffset: 'P105D', estimatedDuration: 900 },
          { title: 'Results', dueOffset: 'P126D', estimatedDuration: 900 },
          { title: 'Theory and state of research', dueOffset: 'P140D', estimatedDuration: 1500 },
          { title: 'Discussion', dueOffset: 'P150D', estimatedDuration: 900, difficulty: 5 },
          { title: 'Introduction and summary, last of all', dueOffset: 'P155D', estimatedDuration: 480 },
        ],
      },
      {
        title: 'Hand in',
        type: 'tasks',
        activities: [
          {
            title: 'Two people read it: one who knows the field, one who does not',
            dueOffset: 'P163D',
            estimatedDuration: 30,
          },
          {
            title: 'References complete, figures numbered, declaration signed',
            dueOffset: 'P170D',
            estimatedDuration: 240,
          },
          { title: 'Print and bind', dueOffset: 'P175D', estimatedDuration: 90 },
          {
            title: 'Hand in, a week before the last day',
            priority: 'urgent',
            dueOffset: 'P176D',
            estimatedDuration: 60,
          },
        ],
      },
    ],
    variables: {
      working_title: { description: 'What it is called for now.' },
      supervisor: { description: 'Who supervises it.', default: 'the supervisor' },
    },
  },
};
