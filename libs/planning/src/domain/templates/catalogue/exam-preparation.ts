import type { BundledTemplate } from './bundled-template';

export const examPreparation: BundledTemplate = {
  id: '01936b2a-7c1e-7000-8000-000000000009',
  name: 'Preparing for an exam',
  description:
    'Six weeks of learning by recalling instead of rereading. Start it on the **day of the exam**; it is planned backwards from there.',
  category: 'study',
  tags: ['study', 'exam', 'learning'],
  kind: 'planner',
  body: {
    title: 'Exam: {{subject}}',
    description: 'Little every day beats a lot at the end. Ask yourself, do not read it again.',
    icon: 'book',
    color: '#f39c12',
    tags: ['study'],
    sections: [
      {
        title: 'Get an overview',
        type: 'tasks',
        activities: [
          {
            title: 'What is asked, in which form, with which aids?',
            priority: 'urgent',
            dueOffset: '-P42D',
            estimatedDuration: 30,
          },
          { title: 'Register for the exam', priority: 'urgent', dueOffset: '-P40D', estimatedDuration: 15 },
          {
            title: 'Get all material: script, exercises, old exams',
            dueOffset: '-P40D',
            estimatedDuration: 60,
            checklist: [
              'Script or book',
              'Own notes',
              'Exercises with solutions',
              'At least three old exams',
            ],
          },
          {
            title: 'List the topics of {{subject}}; mark each green, yellow or red',
            dueOffset: '-P38D',
            estimatedDuration: 60,
          },
          { title: 'Find one or two people to learn with', dueOffset: '-P38D', estimatedDuration: 15 },
        ],
      },
      {
        title: 'Understand',
        type: 'tasks',
        activities: [
          {
            title: 'Red topics, first round',
            description: 'Explain each on one page as if to somebody who has never heard of it.',
            priority: 'high',
            dueOffset: '-P30D',
            estimatedDuration: 600,
            difficulty: 5,
          },
          { title: 'Yellow topics, first round', dueOffset: '-P24D', estimatedDuration: 480, difficulty: 4 },
          { title: 'Questions for the teacher or the forum', dueOffset: '-P22D', estimatedDuration: 45 },
          { title: 'Make cards: one question, one answer', dueOffset: '-P20D', estimatedDuration: 240 },
        ],
      },
      {
        title: 'Practise',
        type: 'tasks',
        activities: [
          { title: 'First old exam, with the script', dueOffset: '-P18D', estimatedDuration: 180 },
          { title: 'Second old exam, without it', dueOffset: '-P12D', estimatedDuration: 180 },
          {
            title: 'Third old exam, against the clock',
            dueOffset: '-P6D',
            estimatedDuration: 180,
            priority: 'high',
          },
          {
            title: 'All cards once; the wrong ones again after a day',
            dueOffset: '-P4D',
            estimatedDuration: 240,
          },
          { title: 'Explain the three hardest topics to somebody', dueOffset: '-P3D', estimatedDuration: 90 },
        ],
      },
      {
        title: 'The last two days',
        type: 'tasks',
        activities: [
          { title: 'One page with all that you always forget', dueOffset: '-P2D', estimatedDuration: 60 },
          { title: 'Bag: identity card, pens, calculator, water', dueOffset: '-P1D', estimatedDuration: 10 },
          { title: 'Stop at six, go for a walk, sleep', type: 'goal', dueOffset: '-P1D', priority: 'high' },
          {
            title: 'Exam in {{subject}}',
            type: 'event',
            startOffset: 'P0D',
            durationMinutes: 120,
            priority: 'urgent',
          },
        ],
      },
    ],
    variables: { subject: { description: 'What the exam is about.' } },
  },
};
