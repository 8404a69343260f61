import type { BundledTemplate } from './bundled-template';

export const springCleaning: BundledTemplate = {
  id: '01936b2a-7c1e-7000-8000-000000000004',
  name: 'Spring cleaning',
  description: 'The whole home in four weekends, a few rooms each, with a reward at the end of every one.',
  category: 'home',
  tags: ['home', 'cleaning', 'yearly'],
  kind: 'planner',
  body: {
    title: 'Spring cleaning {{year}}',
    description: 'Room by room. From top to bottom, from dry to wet.',
    icon: 'broom',
    color: '#36a2a2',
    tags: ['home'],
    sections: [
      {
        title: 'First weekend: kitchen',
        type: 'tasks',
        activities: [
          {
            title: 'Empty the cupboards, wipe them, throw away what is out of date',
            dueOffset: 'P0D',
            estimatedDuration: 120,
          },
          {
            title: 'Clean oven, hob and extractor, change the filter',
            dueOffset: 'P0D',
            estimatedDuration: 90,
          },
          { title: 'Defrost and clean fridge and freezer', dueOffset: 'P1D', estimatedDuration: 60 },
          { title: 'Descale kettle and coffee machine', dueOffset: 'P1D', estimatedDuration: 30 },
          { title: 'Reward: breakfast out', type: 'goal', dueOffset: 'P1D' },
        ],
      },
      {
        title: 'Second weekend: bedrooms',
        type: 'tasks',
        activities: [
          { title: 'Wash duvets and pillows, turn the mattresses', dueOffset: 'P7D', estimatedDuration: 60 },
          {
            title: 'Winter clothes away, summer clothes out; give away what nobody wears',
            dueOffset: 'P7D',
            estimatedDuration: 120,
          },
          { title: 'Dust on top of wardrobes and behind beds', dueOffset: 'P8D', estimatedDuration: 45 },
          {
            title: 'Wash the curtains',
            dueOffset: 'P8D',
            estimatedDuration: 60,
            checklist: ['Take down', 'Wash at 30 °C', 'Hang up damp'],
          },
        ],
      },
      {
        title: 'Third weekend: bath and living room',
        type: 'tasks',
        activities: [
          { title: 'Joints, shower head, drains', dueOffset: 'P14D', estimatedDuration: 90 },
          { title: 'Sort medicine and cosmetics', dueOffset: 'P14D', estimatedDuration: 30 },
          { title: 'Books and shelves: dust, sort, give away', dueOffset: 'P15D', estimatedDuration: 90 },
          { title: 'Sofa and carpets: vacuum, treat stains', dueOffset: 'P15D', estimatedDuration: 60 },
        ],
      },
      {
        title: 'Fourth weekend: windows and all the rest',
        type: 'tasks',
        activities: [
          {
            title: 'Clean all windows and frames',
            dueOffset: 'P21D',
            estimatedDuration: 180,
            priority: 'high',
          },
          {
            title: 'Balcony or garden: sweep, wash the furniture, plant something',
            dueOffset: 'P22D',
            estimatedDuration: 120,
          },
          {
            title: 'Test smoke alarms and change their batteries',
            dueOffset: 'P22D',
            estimatedDuration: 15,
            priority: 'high',
          },
          { title: 'Take everything to the recycling centre', dueOffset: 'P22D', estimatedDuration: 60 },
        ],
      },
    ],
    variables: { year: { description: 'For the title.', default: 'this year' } },
  },
};
