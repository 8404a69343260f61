import type { BundledTemplate } from './bundled-template';

export const healthCheckUps: BundledTemplate = {
  id: '01936b2a-7c1e-7000-8000-000000000008',
  name: 'A year of looking after yourself',
  description:
    'Check-ups, vaccinations and small habits, spread over a year so that none of it is ever urgent.',
  category: 'health',
  tags: ['health', 'yearly', 'habits'],
  kind: 'planner',
  body: {
    title: 'Health {{year}}',
    description: 'Appointments are made two months ahead; that is how long good doctors are booked.',
    icon: 'heart',
    color: '#e74c3c',
    tags: ['health'],
    sections: [
      {
        title: 'Check-ups',
        type: 'tasks',
        activities: [
          {
            title: 'Make an appointment: general check-up',
            priority: 'high',
            dueOffset: 'P7D',
            estimatedDuration: 10,
          },
          { title: 'General check-up with blood test', dueOffset: 'P2M', estimatedDuration: 60 },
          { title: 'Dentist and dental hygiene, first half', dueOffset: 'P3M', estimatedDuration: 60 },
          { title: 'Dentist and dental hygiene, second half', dueOffset: 'P9M', estimatedDuration: 60 },
          { title: 'Eye test', dueOffset: 'P4M', estimatedDuration: 45 },
          { title: 'Skin check', dueOffset: 'P5M', estimatedDuration: 30 },
          {
            title: 'The check-ups of your age',
            description: 'Ask at the general check-up which ones are due, and write them here.',
            dueOffset: 'P2M',
            estimatedDuration: 15,
          },
        ],
      },
      {
        title: 'Vaccinations and papers',
        type: 'tasks',
        activities: [
          {
            title: 'Look into the vaccination record: what runs out?',
            dueOffset: 'P14D',
            estimatedDuration: 15,
          },
          { title: 'Flu vaccination in autumn', dueOffset: 'P9M', estimatedDuration: 30 },
          {
            title: 'Refill the first-aid kit, throw away old medicine',
            dueOffset: 'P1M',
            estimatedDuration: 30,
          },
          {
            title: 'Write down: allergies, medicine, whom to call',
            type: 'note',
            description: '- Allergies:\n- Medicine:\n- In an emergency call:',
            priority: 'high',
          },
        ],
      },
      {
        title: 'Habits, one at a time',
        type: 'goals',
        activities: [
          { title: 'Spring: walk for half an hour every day', type: 'goal', dueOffset: 'P3M' },
          { title: 'Summer: lights out by {{bedtime}}', type: 'goal', dueOffset: 'P6M' },
          { title: 'Autumn: cook at home four times a week', type: 'goal', dueOffset: 'P9M' },
          { title: 'Winter: an hour without a screen every evening', type: 'goal', dueOffset: 'P12M' },
        ],
      },
    ],
    variables: {
      year: { description: 'For the title.', default: 'this year' },
      bedtime: { description: 'When the lights go out.', default: '23:00' },
    },
  },
};
