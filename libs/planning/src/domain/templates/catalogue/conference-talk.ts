import type { BundledTemplate } from './bundled-template';

export const conferenceTalk: BundledTemplate = {
  id: '01936b2a-7c1e-7000-8000-000000000006',
  name: 'Giving a talk',
  description: 'From an accepted proposal to the questions afterwards. Start it on the **day of the talk**.',
  category: 'work',
  tags: ['work', 'speaking'],
  kind: 'planner',
  body: {
    title: 'Talk: {{topic}}',
    description: '{{topic}} at {{event}}.',
    icon: 'microphone',
    color: '#c0392b',
    tags: ['speaking'],
    sections: [
      {
        title: 'Find the talk',
        type: 'tasks',
        activities: [
          {
            title: 'One sentence: what should people remember of {{topic}}?',
            type: 'goal',
            priority: 'urgent',
            dueOffset: '-P42D',
            estimatedDuration: 60,
          },
          { title: 'Who sits there? What do they know already?', dueOffset: '-P40D', estimatedDuration: 30 },
          {
            title: 'Collect everything on cards, then throw half of them away',
            dueOffset: '-P35D',
            estimatedDuration: 120,
          },
          {
            title: 'Outline: problem, turning point, three things, what to do on Monday',
            dueOffset: '-P30D',
            estimatedDuration: 90,
            priority: 'high',
          },
        ],
      },
      {
        title: 'Make it',
        type: 'tasks',
        activities: [
          { title: 'First draft of the slides, ugly on purpose', dueOffset: '-P23D', estimatedDuration: 240 },
          { title: 'Say it aloud once, alone, with a clock', dueOffset: '-P20D', estimatedDuration: 60 },
          {
            title: 'Cut whatever does not serve the one sentence',
            dueOffset: '-P17D',
            estimatedDuration: 120,
          },
          {
            title: 'Pictures, contrast, big letters; readable from the last row',
            dueOffset: '-P12D',
            estimatedDuration: 180,
          },
          {
            title: 'A demo? Record it as well',
            description: 'The network at {{event}} will be away in exactly those two minutes.',
            dueOffset: '-P10D',
            estimatedDuration: 60,
          },
        ],
      },
      {
        title: 'Rehearse',
        type: 'tasks',
        activities: [
          {
            title: 'Give it to two colleagues; ask what they remember',
            dueOffset: '-P9D',
            estimatedDuration: 60,
            priority: 'high',
          },
          {
            title: 'Write down ten likely questions and short answers',
            dueOffset: '-P6D',
            estimatedDuration: 60,
          },
          { title: 'Full rehearsal, standing, with a clock', dueOffset: '-P3D', estimatedDuration: 60 },
          { title: 'Know the first two minutes by heart', dueOffset: '-P1D', estimatedDuration: 30 },
        ],
      },
      {
        title: 'On the day and after',
        type: 'tasks',
        activities: [
          {
            title: 'Bag',
            dueOffset: '-P1D',
            estimatedDuration: 15,
            checklist: [
              'Laptop and charger',
              'Adapters',
              'Slides on a stick, also as PDF',
              'Clicker',
              'Water',
              'Printed notes',
            ],
          },
          {
            title: 'Try microphone, screen and clicker in the room',
            dueOffset: 'P0D',
            estimatedDuration: 20,
          },
          { title: 'Publish slides and links', dueOffset: 'P1D', estimatedDuration: 30 },
          { title: 'Write to those who asked something', dueOffset: 'P3B', estimatedDuration: 45 },
          {
            title: 'Note what worked, while you still know it',
            dueOffset: 'P2D',
            estimatedDuration: 20,
            priority: 'low',
          },
        ],
      },
    ],
    variables: {
      topic: { description: 'What it is about.' },
      event: { description: 'Where it is given.', default: 'the conference' },
    },
  },
};
