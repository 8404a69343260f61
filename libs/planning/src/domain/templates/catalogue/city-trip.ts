import type { BundledTemplate } from './bundled-template';

export const cityTrip: BundledTemplate = {
  id: '01936b2a-7c1e-7000-8000-000000000001',
  name: 'City trip',
  description:
    'A few days in another city, from the first idea to the photos afterwards. Start it on the **day of departure**: everything before it is planned backwards.',
  category: 'travel',
  tags: ['travel', 'weekend', 'checklist'],
  kind: 'planner',
  body: {
    title: 'Trip to {{destination}}',
    description: 'With {{companions}}. Tickets, addresses and ideas are in here.',
    icon: 'suitcase',
    color: '#2f7ed8',
    tags: ['travel'],
    sections: [
      {
        title: 'Decide and book',
        type: 'tasks',
        activities: [
          {
            title: 'Agree on dates and a budget with {{companions}}',
            priority: 'high',
            dueOffset: '-P56D',
            estimatedDuration: 60,
          },
          {
            title: 'Check passports, visas and vaccinations for {{destination}}',
            description:
              'Many countries want a passport that is valid for **six more months**. Renewing one can take weeks.',
            priority: 'urgent',
            dueOffset: '-P54D',
            estimatedDuration: 30,
          },
          { title: 'Book train or flight', priority: 'high', dueOffset: '-P49D', estimatedDuration: 60 },
          {
            title: 'Book a place to stay',
            description: 'Near a station or the centre; free cancellation is worth a little more.',
            priority: 'high',
            dueOffset: '-P45D',
            estimatedDuration: 90,
          },
          { title: 'Take out travel insurance', dueOffset: '-P42D', estimatedDuration: 20 },
        ],
      },
      {
        title: 'Look forward to it',
        type: 'tasks',
        activities: [
          { title: 'List what everybody wants to see', dueOffset: '-P28D', estimatedDuration: 45 },
          {
            title: 'Reserve what sells out: museums, concerts, that one restaurant',
            dueOffset: '-P21D',
            estimatedDuration: 45,
            priority: 'high',
          },
          {
            title: 'Learn ten words of the language',
            type: 'goal',
            dueOffset: '-P7D',
            checklist: ['Hello', 'Please', 'Thank you', 'Excuse me', 'The bill, please'],
          },
          {
            title: 'Download maps, tickets and a translator for offline use',
            dueOffset: '-P3D',
            estimatedDuration: 20,
          },
        ],
      },
      {
        title: 'The last days at home',
        type: 'tasks',
        activities: [
          {
            title: 'Ask somebody to look after plants, pets and post',
            dueOffset: '-P10D',
            estimatedDuration: 15,
          },
          { title: 'Check in online', priority: 'high', dueOffset: '-P1D', estimatedDuration: 10 },
          {
            title: 'Pack',
            dueOffset: '-P1D',
            estimatedDuration: 60,
            checklist: [
              'Passport or identity card',
              'Tickets',
              'Cards and some cash',
              'Charger and adapter',
              'Medicine',
              'Rain jacket',
              'Comfortable shoes',
              'Something to read',
            ],
          },
          {
            title: 'Empty the fridge, take the rubbish out, turn the heating down',
            dueOffset: 'P0D',
            estimatedDuration: 20,
          },
        ],
      },
      {
        title: 'In {{destination}}',
        type: 'notes',
        activities: [
          {
            title: 'Ideas for a rainy day',
            type: 'note',
            description: '- A museum\n- A market hall\n- A café with a view',
          },
          {
            title: 'Emergency numbers, addresses, booking codes',
            type: 'note',
            description: '- Place to stay:\n- Emergency number:\n- Embassy:',
          },
          {
            title: 'First walk, with no plan at all',
            type: 'event',
            startOffset: 'P0DT8H',
            durationMinutes: 120,
          },
        ],
      },
      {
        title: 'Back home',
        type: 'tasks',
        activities: [
          {
            title: 'Choose the twenty best photos and share them',
            dueOffset: 'P10D',
            estimatedDuration: 60,
            priority: 'low',
          },
          { title: 'Settle who owes whom', dueOffset: 'P7D', estimatedDuration: 20 },
        ],
      },
    ],
    variables: {
      destination: { description: 'The city or region.' },
      companions: { description: 'Who comes along.', default: 'everybody' },
    },
  },
};
