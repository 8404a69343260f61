import type { BundledTemplate } from './bundled-template';

const day = 8 * 60;

export const websiteRelaunch: BundledTemplate = {
  id: '01936b2a-7c1e-7000-8000-000000000012',
  name: 'Website relaunch',
  description:
    'A plan with dependencies for a small website: content first, then design, then code, and no address lost.',
  category: 'business',
  tags: ['business', 'web', 'project'],
  kind: 'plan',
  body: {
    title: 'Relaunch of {{site}}',
    description: 'For a team of three. The old site stays up until the new one has been live for a week.',
    calendar: {
      workingDays: [1, 2, 3, 4, 5],
      hours: [
        { from: '09:00', to: '12:00' },
        { from: '13:00', to: '18:00' },
      ],
    },
    steps: [
      {
        id: 'audit',
        title: 'List every page of {{site}}: keep, change, drop',
        duration: 3 * day,
        priority: 'high',
      },
      { id: 'figures', title: 'Which pages do people use, and what do they look for?', duration: 2 * day },
      {
        id: 'structure',
        title: 'Structure and navigation',
        duration: 3 * day,
        dependsOn: [{ id: 'audit' }, { id: 'figures' }],
      },
      {
        id: 'texts',
        title: 'Write and revise texts',
        duration: 10 * day,
        dependsOn: [{ id: 'structure' }],
        priority: 'urgent',
      },
      {
        id: 'design',
        title: 'Design of the five kinds of pages',
        duration: 8 * day,
        dependsOn: [{ id: 'structure' }],
      },
      {
        id: 'test',
        title: 'Five people try a clickable draft',
        duration: 2 * day,
        dependsOn: [{ id: 'design' }],
      },
      { id: 'hosting', title: 'Hosting, certificates, backups', duration: 2 * day },
      { id: 'build', title: 'Build', duration: 12 * day, dependsOn: [{ id: 'test' }, { id: 'hosting' }] },
      {
        id: 'fill',
        title: 'Fill in the texts and pictures',
        duration: 4 * day,
        dependsOn: [{ id: 'texts' }, { id: 'build', type: 'SS', lag: 8 * day }],
      },
      {
        id: 'redirects',
        title: 'Redirects for every old address',
        duration: 2 * day,
        dependsOn: [{ id: 'audit' }, { id: 'build' }],
      },
      {
        id: 'access',
        title: 'Accessibility: keyboard, contrast, screen reader',
        duration: 3 * day,
        dependsOn: [{ id: 'fill' }, { id: 'build' }],
      },
      {
        id: 'speed',
        title: 'Speed: under two seconds on a telephone',
        duration: 2 * day,
        dependsOn: [{ id: 'fill' }, { id: 'build' }],
      },
      {
        id: 'live',
        title: '{{site}} goes live',
        duration: day,
        dependsOn: [{ id: 'redirects' }, { id: 'access' }, { id: 'speed' }],
        priority: 'urgent',
      },
      {
        id: 'care',
        title: 'A week of care: broken links, searches without results',
        duration: 5 * day,
        dependsOn: [{ id: 'live' }],
      },
    ],
    variables: { site: { description: 'Name or address of the site.' } },
  },
};
