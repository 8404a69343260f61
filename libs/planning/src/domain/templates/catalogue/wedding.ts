import type { BundledTemplate } from './bundled-template';

export const wedding: BundledTemplate = {
  id: '01936b2a-7c1e-7000-8000-00000000000d',
  name: 'Wedding',
  description:
    'A year of preparation in the order in which things book out. Start it on the **wedding day**; everything else is planned backwards.',
  category: 'events',
  tags: ['wedding', 'celebration', 'family'],
  kind: 'planner',
  body: {
    title: 'Wedding of {{couple}}',
    description: 'About {{guests}} guests.',
    icon: 'rings',
    color: '#d98cb3',
    tags: ['wedding'],
    sections: [
      {
        title: 'A year before',
        type: 'tasks',
        activities: [
          {
            title: 'What matters to both of you? Three things each',
            type: 'goal',
            dueOffset: '-P12M',
            estimatedDuration: 60,
          },
          {
            title: 'Budget: who gives how much?',
            priority: 'high',
            dueOffset: '-P12M',
            estimatedDuration: 90,
          },
          { title: 'First list of guests', dueOffset: '-P11M', estimatedDuration: 120 },
          {
            title: 'Book the place, and with it the date',
            priority: 'urgent',
            dueOffset: '-P11M',
            estimatedDuration: 600,
          },
          {
            title: 'Registry office and church or speaker: ask for the date',
            priority: 'urgent',
            dueOffset: '-P11M',
            estimatedDuration: 60,
          },
        ],
      },
      {
        title: 'Nine to six months before',
        type: 'tasks',
        activities: [
          { title: 'Photographer', priority: 'high', dueOffset: '-P9M', estimatedDuration: 180 },
          { title: 'Music', dueOffset: '-P9M', estimatedDuration: 120 },
          { title: 'Caterer, with a tasting', dueOffset: '-P8M', estimatedDuration: 240 },
          { title: 'Save-the-date cards', dueOffset: '-P8M', estimatedDuration: 120 },
          { title: 'Dress and suit: first fitting', dueOffset: '-P7M', estimatedDuration: 240 },
          { title: 'Rooms for guests from afar', dueOffset: '-P6M', estimatedDuration: 90 },
        ],
      },
      {
        title: 'Five to two months before',
        type: 'tasks',
        activities: [
          {
            title: 'Papers for the registry office',
            description: 'Some have to be younger than six months: ask which.',
            priority: 'urgent',
            dueOffset: '-P5M',
            estimatedDuration: 120,
          },
          { title: 'Rings', dueOffset: '-P4M', estimatedDuration: 120 },
          {
            title: 'Invitations, with a date to answer by',
            priority: 'high',
            dueOffset: '-P4M',
            estimatedDuration: 240,
          },
          { title: 'Flowers and decoration', dueOffset: '-P3M', estimatedDuration: 120 },
          { title: 'Cake', dueOffset: '-P3M', estimatedDuration: 60 },
          { title: 'Vows', dueOffset: '-P2M', estimatedDuration: 180 },
        ],
      },
      {
        title: 'The last weeks',
        type: 'tasks',
        activities: [
          { title: 'Ask after guests who have not answered', dueOffset: '-P35D', estimatedDuration: 60 },
          { title: 'Seating plan', dueOffset: '-P21D', estimatedDuration: 180, difficulty: 5 },
          {
            title: 'Running order of the day to everybody who helps',
            priority: 'high',
            dueOffset: '-P14D',
            estimatedDuration: 90,
          },
          {
            title: 'Final number of guests to the caterer',
            priority: 'urgent',
            dueOffset: '-P10D',
            estimatedDuration: 15,
          },
          { title: 'Last fitting', dueOffset: '-P10D', estimatedDuration: 60 },
          {
            title: 'Emergency bag',
            dueOffset: '-P2D',
            estimatedDuration: 30,
            checklist: [
              'Needle and thread',
              'Plasters',
              'Headache tablets',
              'Tissues',
              'Flat shoes',
              'Umbrella',
              'Envelopes with the rest of the money',
            ],
          },
        ],
      },
      {
        title: 'The day and after',
        type: 'tasks',
        activities: [
          { title: 'Wedding', type: 'event', startOffset: 'P0D', durationMinutes: 720, priority: 'urgent' },
          { title: 'Give back what was borrowed or hired', dueOffset: 'P3D', estimatedDuration: 120 },
          { title: 'Thank-you cards with a photo', dueOffset: 'P6W', estimatedDuration: 300 },
          { title: 'New names: passports, bank, insurances', dueOffset: 'P2M', estimatedDuration: 240 },
        ],
      },
    ],
    variables: {
      couple: { description: 'The two names.' },
      guests: { description: 'About how many are invited.', default: '60' },
    },
  },
};
