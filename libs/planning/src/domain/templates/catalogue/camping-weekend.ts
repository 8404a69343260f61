import type { BundledTemplate } from './bundled-template';

export const campingWeekend: BundledTemplate = {
  id: '01936b2a-7c1e-7000-8000-000000000002',
  name: 'Camping weekend',
  description: 'Two nights outside with nothing important left at home. Start it on the day you set off.',
  category: 'travel',
  tags: ['travel', 'outdoors', 'family'],
  kind: 'planner',
  body: {
    title: 'Camping at {{place}}',
    description: 'Two nights at {{place}}, {{people}} people.',
    icon: 'tent',
    color: '#4b8b3b',
    tags: ['outdoors'],
    sections: [
      {
        title: 'Two weeks before',
        type: 'tasks',
        activities: [
          {
            title: 'Reserve a pitch at {{place}}',
            priority: 'high',
            dueOffset: '-P14D',
            estimatedDuration: 20,
          },
          {
            title: 'Pitch the tent once in the garden or a park',
            description: 'Count the pegs, look for holes, find the pump.',
            dueOffset: '-P9D',
            estimatedDuration: 45,
          },
          { title: 'Borrow or buy what is missing', dueOffset: '-P7D', estimatedDuration: 60 },
          { title: 'Look at the weather and have a plan B', dueOffset: '-P2D', estimatedDuration: 10 },
        ],
      },
      {
        title: 'Pack',
        type: 'tasks',
        activities: [
          {
            title: 'To sleep',
            dueOffset: '-P1D',
            estimatedDuration: 30,
            checklist: [
              'Tent, pegs, hammer',
              'Mats and pump',
              'Sleeping bags',
              'Pillows',
              'Head torches and batteries',
            ],
          },
          {
            title: 'To cook',
            dueOffset: '-P1D',
            estimatedDuration: 30,
            checklist: [
              'Stove and gas',
              'Lighter',
              'Pots, plates, cutlery',
              'Sharp knife',
              'Washing-up bowl',
              'Water canister',
              'Rubbish bags',
            ],
          },
          {
            title: 'To wear',
            dueOffset: '-P1D',
            estimatedDuration: 30,
            checklist: [
              'Something warm for the evening',
              'Rain jackets',
              'Second pair of shoes',
              'Swimming things',
              'Hat and sun cream',
            ],
          },
          {
            title: 'For small disasters',
            dueOffset: '-P1D',
            estimatedDuration: 15,
            priority: 'high',
            checklist: ['First-aid kit', 'Tick remover', 'Tape and cord', 'Power bank'],
          },
          {
            title: 'Shop for {{people}}: three suppers, two breakfasts, snacks',
            dueOffset: '-P1D',
            estimatedDuration: 60,
          },
        ],
      },
      {
        title: 'There',
        type: 'tasks',
        activities: [
          {
            title: 'Pitch the tent before it is dark',
            type: 'event',
            startOffset: 'P0DT6H',
            durationMinutes: 60,
          },
          { title: 'Walk, swim or do nothing', type: 'goal', dueOffset: 'P1D' },
          { title: 'Leave the pitch as you would like to find it', dueOffset: 'P2D', estimatedDuration: 30 },
        ],
      },
      {
        title: 'Afterwards',
        type: 'tasks',
        activities: [
          {
            title: 'Dry the tent before it is put away',
            description: 'A wet tent is mouldy within days.',
            priority: 'high',
            dueOffset: 'P3D',
            estimatedDuration: 20,
          },
          {
            title: 'Note what was missing and what was never used',
            dueOffset: 'P3D',
            estimatedDuration: 10,
            priority: 'low',
          },
        ],
      },
    ],
    variables: {
      place: { description: 'The camp site.' },
      people: { description: 'How many come along.', default: '4' },
    },
  },
};
