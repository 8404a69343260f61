import type { ActivityBody } from '../body';
import type { BundledTemplate } from './bundled-template';

/** Minutes of the three runs of each week: an easy one, one with changes of pace, a long one. */
const weeks: [easy: number, pace: string, long: number][] = [
  [20, '5 × 2 minutes brisk, 2 minutes walking', 25],
  [25, '6 × 2 minutes brisk, 2 minutes walking', 30],
  [25, '5 × 3 minutes brisk, 2 minutes easy', 35],
  [20, '4 × 3 minutes brisk, 2 minutes easy', 30],
  [30, '5 × 4 minutes brisk, 2 minutes easy', 45],
  [35, '3 × 6 minutes brisk, 3 minutes easy', 55],
  [35, '2 × 10 minutes at the pace of the race, 4 minutes easy', 65],
  [25, '3 × 3 minutes at the pace of the race, then rest', 20],
];

function runs([easy, pace, long]: [number, string, number], week: number): ActivityBody[] {
  const day = (number: number) => `P${week * 7 + number}D`;
  const common = { type: 'event' as const, tags: ['run'], energyLevel: 4 };
  return [
    {
      ...common,
      title: `Easy run, ${easy} minutes`,
      description: 'Slow enough to talk.',
      startOffset: day(1),
      durationMinutes: easy,
      energyLevel: 3,
    },
    {
      ...common,
      title: 'Changes of pace',
      description: `Ten minutes easy, ${pace}, five minutes easy.`,
      startOffset: day(3),
      durationMinutes: 45,
    },
    {
      ...common,
      title: `Long run, ${long} minutes`,
      description: 'Even, at the end not faster.',
      startOffset: day(6),
      durationMinutes: long,
    },
  ];
}

export const runTenKilometres: BundledTemplate = {
  id: '01936b2a-7c1e-7000-8000-000000000007',
  name: 'Run ten kilometres in eight weeks',
  description:
    'Three runs a week for people who can run for twenty minutes and want to run for an hour. Start it on a Monday, at the time of day at which you like to run. _Who has been ill or is over forty-five and new to it asks a doctor first._',
  category: 'health',
  tags: ['health', 'sport', 'running'],
  kind: 'planner',
  body: {
    title: 'Ten kilometres: {{race}}',
    description: 'Eight weeks, three runs each. A run that was missed is missed: never make up for it.',
    icon: 'shoe',
    color: '#27ae60',
    tags: ['sport'],
    sections: [
      {
        title: 'Before the first run',
        type: 'tasks',
        activities: [
          {
            title: 'Shoes that fit',
            description: 'A thumb’s width of room in front; tried on in the afternoon.',
            priority: 'high',
            dueOffset: 'P0D',
            estimatedDuration: 60,
          },
          {
            title: 'Find a round of five kilometres without traffic lights',
            dueOffset: 'P0D',
            estimatedDuration: 30,
          },
          { title: 'Register for {{race}}', dueOffset: 'P14D', estimatedDuration: 15 },
        ],
      },
      ...weeks.map((week, index) => ({
        title: `Week ${index + 1}${index === 3 ? ', an easy one' : ''}`,
        type: 'tasks' as const,
        activities: runs(week, index),
      })),
      {
        title: 'The day',
        type: 'goals',
        activities: [
          {
            title: '{{race}}: ten kilometres',
            type: 'goal',
            priority: 'high',
            dueOffset: 'P55D',
            description: 'The first two kilometres slower than you would like.',
          },
          { title: 'Rest for a week, then choose what is next', type: 'goal', dueOffset: 'P62D' },
        ],
      },
    ],
    variables: { race: { description: 'The run that you train for.', default: 'my own race' } },
  },
};
