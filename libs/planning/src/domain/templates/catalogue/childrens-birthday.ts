import type { BundledTemplate } from './bundled-template';

export const childrensBirthday: BundledTemplate = {
  id: '01936b2a-7c1e-7000-8000-00000000000e',
  name: 'Children’s birthday party',
  description:
    'Three hours that everybody survives. Start it on the day of the party, at the hour when it begins.',
  category: 'events',
  tags: ['birthday', 'children', 'family'],
  kind: 'planner',
  body: {
    title: '{{child}} turns {{age}}',
    description: 'Rule of thumb: as many guests as years, and one adult for four children.',
    icon: 'balloon',
    color: '#ff9f40',
    tags: ['birthday'],
    sections: [
      {
        title: 'Plan',
        type: 'tasks',
        activities: [
          { title: 'Ask {{child}}: which theme, which friends?', dueOffset: '-P28D', estimatedDuration: 30 },
          {
            title: 'Place and time; book if it is not at home',
            priority: 'high',
            dueOffset: '-P26D',
            estimatedDuration: 45,
          },
          {
            title: 'Invitations, with the end of the party on them',
            dueOffset: '-P21D',
            estimatedDuration: 60,
          },
          {
            title: 'Ask parents about allergies',
            priority: 'urgent',
            dueOffset: '-P7D',
            estimatedDuration: 20,
          },
          { title: 'Find two adults who help', dueOffset: '-P14D', estimatedDuration: 20 },
        ],
      },
      {
        title: 'Prepare',
        type: 'tasks',
        activities: [
          { title: 'Buy presents, prizes and small bags', dueOffset: '-P5D', estimatedDuration: 90 },
          {
            title: 'Make a list of games, wild and calm in turn',
            dueOffset: '-P5D',
            estimatedDuration: 45,
            checklist: [
              'Treasure hunt',
              'Musical chairs',
              'Something to make and take home',
              'A story for the end',
              'One game more than there is time for',
            ],
          },
          {
            title: 'Shop',
            dueOffset: '-P2D',
            estimatedDuration: 60,
            checklist: [
              'Juice and water',
              'Fruit',
              'Something salty',
              'Candles and lighter',
              'Napkins and cups',
            ],
          },
          { title: 'Bake or fetch the cake', dueOffset: '-P1D', estimatedDuration: 120, priority: 'high' },
          { title: 'Decorate; put away what must not break', dueOffset: '-P1D', estimatedDuration: 90 },
        ],
      },
      {
        title: 'The party',
        type: 'tasks',
        activities: [
          { title: 'Arrival, presents, free play', type: 'event', startOffset: 'P0D', durationMinutes: 30 },
          { title: 'Cake and candles', type: 'event', startOffset: 'PT30M', durationMinutes: 30 },
          { title: 'Games', type: 'event', startOffset: 'PT1H', durationMinutes: 75 },
          { title: 'Supper', type: 'event', startOffset: 'PT2H15M', durationMinutes: 30 },
          { title: 'A calm end', type: 'event', startOffset: 'PT2H45M', durationMinutes: 15 },
        ],
      },
      {
        title: 'Afterwards',
        type: 'tasks',
        activities: [
          { title: 'Say thank you, with a photo', dueOffset: 'P3D', estimatedDuration: 30 },
          { title: 'Sit down', type: 'goal', dueOffset: 'PT4H', priority: 'urgent' },
        ],
      },
    ],
    variables: {
      child: { description: 'Whose birthday it is.' },
      age: { description: 'How old they will be.' },
    },
  },
};
