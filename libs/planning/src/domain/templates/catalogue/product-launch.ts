import type { BundledTemplate } from './bundled-template';

const day = 8 * 60;

export const productLaunch: BundledTemplate = {
  id: '01936b2a-7c1e-7000-8000-000000000011',
  name: 'Product launch',
  description:
    'A plan with dependencies: from the positioning to the review after the launch. It computes its own dates and its critical path; change durations to yours.',
  category: 'business',
  tags: ['business', 'launch', 'project'],
  kind: 'plan',
  body: {
    title: 'Launch of {{product}}',
    description:
      'Days are of eight hours. Steps without dependencies can begin at once; the beta starts with what is there.',
    calendar: {
      workingDays: [1, 2, 3, 4, 5],
      hours: [
        { from: '09:00', to: '12:00' },
        { from: '13:00', to: '18:00' },
      ],
    },
    steps: [
      {
        id: 'goals',
        title: 'Agree on goals and how they are measured',
        duration: 2 * day,
        priority: 'urgent',
      },
      { id: 'interviews', title: 'Talk to eight possible customers of {{product}}', duration: 8 * day },
      {
        id: 'positioning',
        title: 'Positioning: for whom, against what, why now',
        duration: 3 * day,
        dependsOn: [{ id: 'goals' }, { id: 'interviews' }],
      },
      { id: 'pricing', title: 'Prices and packages', duration: 4 * day, dependsOn: [{ id: 'positioning' }] },
      {
        id: 'beta',
        title: 'Beta with twenty customers',
        duration: 15 * day,
        dependsOn: [{ id: 'goals' }],
      },
      {
        id: 'fixes',
        title: 'Mend what the beta has shown',
        duration: 8 * day,
        dependsOn: [{ id: 'beta', type: 'FS', lag: 0 }],
        priority: 'high',
      },
      {
        id: 'docs',
        title: 'Documentation and answers to frequent questions',
        duration: 6 * day,
        dependsOn: [{ id: 'beta', type: 'SS', lag: 5 * day }],
      },
      {
        id: 'website',
        title: 'Pages, pictures, a two-minute film',
        duration: 10 * day,
        dependsOn: [{ id: 'positioning' }],
      },
      {
        id: 'press',
        title: 'Press kit and list of journalists',
        duration: 4 * day,
        dependsOn: [{ id: 'positioning' }],
      },
      { id: 'legal', title: 'Terms, privacy, trade mark', duration: 5 * day, dependsOn: [{ id: 'pricing' }] },
      {
        id: 'training',
        title: 'Train sales and support',
        duration: 3 * day,
        dependsOn: [{ id: 'docs' }, { id: 'pricing' }],
      },
      {
        id: 'rehearsal',
        title: 'Rehearsal: order, pay, ask for help, cancel',
        duration: 2 * day,
        dependsOn: [{ id: 'fixes' }, { id: 'website' }, { id: 'legal' }],
      },
      {
        id: 'go',
        title: 'Go or no-go',
        duration: 0,
        dependsOn: [{ id: 'rehearsal' }, { id: 'training' }, { id: 'press' }],
      },
      {
        id: 'launch',
        title: 'Launch of {{product}}',
        duration: day,
        dependsOn: [{ id: 'go', type: 'FS', lag: day }],
        priority: 'urgent',
      },
      {
        id: 'watch',
        title: 'Watch figures and answer everybody',
        duration: 10 * day,
        dependsOn: [{ id: 'launch' }],
      },
      {
        id: 'review',
        title: 'Review: goals reached? What do we do differently?',
        duration: day,
        dependsOn: [{ id: 'watch' }],
      },
    ],
    variables: { product: { description: 'What is launched.' } },
  },
};
