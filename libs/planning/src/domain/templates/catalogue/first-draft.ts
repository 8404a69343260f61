import type { BundledTemplate } from './bundled-template';

export const firstDraft: BundledTemplate = {
  id: '01936b2a-7c1e-7000-8000-00000000000f',
  name: 'First draft of a novel in ninety days',
  description: 'A month to find the story, two to write it down. Start it on the day when you begin.',
  category: 'writing',
  tags: ['writing', 'novel', 'creative'],
  kind: 'planner',
  body: {
    title: '{{title}}: first draft',
    description: 'About {{words}} words. A first draft has one duty: to be there.',
    icon: 'pen',
    color: '#2c3e50',
    tags: ['writing'],
    sections: [
      {
        title: 'Find the story (days 1 to 30)',
        type: 'tasks',
        activities: [
          {
            title: 'The story in one sentence',
            description: '_Somebody_ wants _something_, but _something else_; so …',
            type: 'goal',
            priority: 'high',
            dueOffset: 'P3D',
            estimatedDuration: 90,
          },
          {
            title: 'Main character: what do they want, what do they need?',
            dueOffset: 'P7D',
            estimatedDuration: 180,
          },
          { title: 'Who or what stands in the way?', dueOffset: 'P9D', estimatedDuration: 120 },
          { title: 'Beginning, turning point, end: a page each', dueOffset: 'P14D', estimatedDuration: 240 },
          { title: 'The world: places, time, what is different', dueOffset: 'P18D', estimatedDuration: 180 },
          {
            title: 'A card for each scene',
            description: 'Who, where, what changes. Forty to sixty cards are a novel.',
            dueOffset: 'P25D',
            estimatedDuration: 480,
            priority: 'high',
          },
          {
            title: 'Lay out the cards; look for the sagging middle',
            dueOffset: 'P28D',
            estimatedDuration: 120,
          },
          { title: 'Find a time of day that is yours', dueOffset: 'P29D', estimatedDuration: 15 },
        ],
      },
      {
        title: 'Write (days 31 to 85)',
        type: 'goals',
        activities: [
          { title: 'First quarter', type: 'goal', dueOffset: 'P44D', priority: 'high' },
          { title: 'Half of it; read nothing again yet', type: 'goal', dueOffset: 'P58D', priority: 'high' },
          { title: 'Three quarters', type: 'goal', dueOffset: 'P72D', priority: 'high' },
          { title: 'The last scene', type: 'goal', dueOffset: 'P85D', priority: 'urgent' },
          {
            title: 'When stuck',
            type: 'note',
            description:
              '- Write the scene that you look forward to.\n- Write badly for ten minutes.\n- Ask: what is the worst that could happen now?\n- Leave [brackets] and go on.',
          },
        ],
      },
      {
        title: 'Let it lie (days 86 to 90 and beyond)',
        type: 'tasks',
        activities: [
          { title: 'Backup in two places', dueOffset: 'P86D', estimatedDuration: 15, priority: 'urgent' },
          { title: 'Celebrate', type: 'goal', dueOffset: 'P87D' },
          { title: 'Put it away for four weeks', dueOffset: 'P118D' },
          { title: 'Read it in one go, with a pencil, on paper', dueOffset: 'P121D', estimatedDuration: 720 },
          {
            title: 'Plan the second draft: what stays, what goes, what is missing',
            dueOffset: 'P125D',
            estimatedDuration: 240,
          },
        ],
      },
    ],
    variables: {
      title: { description: 'What the book is called for now.' },
      words: { description: 'How long it will be.', default: '70,000' },
    },
  },
};
