import type { BundledTemplate } from './bundled-template';

export const movingHouse: BundledTemplate = {
  id: '01936b2a-7c1e-7000-8000-000000000003',
  name: 'Moving house',
  description:
    'Two months of preparation, moving day, and the weeks after it. Start it on **moving day**; offices are counted in working days.',
  category: 'home',
  tags: ['home', 'moving', 'checklist'],
  kind: 'planner',
  body: {
    title: 'Move to {{new_address}}',
    description: 'From {{old_address}} to {{new_address}}.',
    icon: 'truck',
    color: '#b5651d',
    tags: ['moving'],
    sections: [
      {
        title: 'Two months before',
        type: 'tasks',
        activities: [
          {
            title: 'Give notice for {{old_address}} in writing',
            description: 'Look up the notice period in the contract and send it so that you can prove it.',
            priority: 'urgent',
            dueOffset: '-P90D',
            estimatedDuration: 30,
          },
          {
            title: 'Get three quotes from movers, or ask friends and hire a van',
            priority: 'high',
            dueOffset: '-P56D',
            estimatedDuration: 120,
          },
          {
            title: 'Measure the new rooms and draw where the furniture goes',
            dueOffset: '-P49D',
            estimatedDuration: 90,
          },
          {
            title: 'Sort out: sell, give away, recycle',
            description: 'One room each weekend. What was not touched in a year need not move.',
            dueOffset: '-P35D',
            estimatedDuration: 480,
          },
          { title: 'Take days off', dueOffset: '-P42D', estimatedDuration: 10 },
        ],
      },
      {
        title: 'One month before',
        type: 'tasks',
        activities: [
          {
            title: 'Tell everybody the new address',
            dueOffset: '-P28D',
            estimatedDuration: 90,
            checklist: [
              'Employer',
              'Bank',
              'Insurances',
              'School or nursery',
              'Doctor',
              'Subscriptions',
              'Friends',
            ],
          },
          {
            title: 'Move or end electricity, gas, internet and telephone',
            priority: 'high',
            dueOffset: '-P28D',
            estimatedDuration: 60,
          },
          { title: 'Have the post forwarded', dueOffset: '-P14D', estimatedDuration: 15 },
          {
            title: 'Ask for a no-parking zone in front of both houses',
            dueOffset: '-P15B',
            estimatedDuration: 20,
          },
          { title: 'Get boxes, tape, markers and blankets', dueOffset: '-P21D', estimatedDuration: 60 },
        ],
      },
      {
        title: 'The last week',
        type: 'tasks',
        activities: [
          {
            title: 'Pack room by room; write room and content on every box',
            dueOffset: '-P3D',
            estimatedDuration: 600,
          },
          {
            title: 'Pack a bag for the first night',
            dueOffset: '-P1D',
            estimatedDuration: 30,
            priority: 'high',
            checklist: [
              'Bed linen',
              'Toothbrushes',
              'Charger',
              'Toilet paper',
              'Kettle, coffee, mugs',
              'Tools',
              'Light bulb',
            ],
          },
          { title: 'Defrost the fridge', dueOffset: '-P1D', estimatedDuration: 20 },
          { title: 'Photograph the meters of {{old_address}}', dueOffset: '-P1D', estimatedDuration: 10 },
        ],
      },
      {
        title: 'Moving day',
        type: 'tasks',
        activities: [
          { title: 'Move', type: 'event', startOffset: 'P0D', durationMinutes: 480, priority: 'urgent' },
          { title: 'Food and drinks for all who help', dueOffset: 'P0D', estimatedDuration: 30 },
          {
            title: 'Photograph the meters of {{new_address}} and every damage that is there already',
            dueOffset: 'P0D',
            estimatedDuration: 20,
            priority: 'high',
          },
          {
            title: 'Hand over the keys of {{old_address}}, with a protocol that both sign',
            dueOffset: 'P1D',
            estimatedDuration: 60,
          },
        ],
      },
      {
        title: 'Afterwards',
        type: 'tasks',
        activities: [
          { title: 'Register at the new address', priority: 'high', dueOffset: 'P5B', estimatedDuration: 60 },
          { title: 'Names on bell and letter box', dueOffset: 'P1D', estimatedDuration: 15 },
          { title: 'Invite the new neighbours for a drink', type: 'goal', dueOffset: 'P21D' },
          {
            title: 'Check that the deposit of {{old_address}} came back',
            dueOffset: 'P3M',
            estimatedDuration: 15,
          },
        ],
      },
    ],
    variables: {
      new_address: { description: 'Where you move to.' },
      old_address: { description: 'Where you move from.', default: 'the old flat' },
    },
  },
};
