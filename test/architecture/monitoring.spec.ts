import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { collectNodeMetrics } from '@almanac/platform';
import { createTestApp, type TestApp } from '@almanac/testing';
import { parse } from 'yaml';

/** Dashboards and alerts ask for figures that the API really gives: one that was renamed would be silent for good. */
const deployed = (path: string) => readFileSync(join(__dirname, '../../deploy', path), 'utf8');

interface Question {
  where: string;
  expr: string;
}

interface Dashboard {
  panels: { title: string; targets?: { expr: string }[] }[];
}
interface Rules {
  groups: { rules: { alert: string; expr: string; annotations: { summary?: string } }[] }[];
}

const dashboard = JSON.parse(deployed('grafana/almanac.json')) as Dashboard;
const alerts = (parse(deployed('prometheus/alerts.yml')) as Rules).groups.flatMap(({ rules }) => rules);
const questions: Question[] = [
  ...dashboard.panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }) => ({ where: `panel ${title}`, expr })),
  ),
  ...alerts.map(({ alert, expr }) => ({ where: `alert ${alert}`, expr })),
];

/** Prometheus' own. */
const OF_PROMETHEUS = ['up'];
const OF_SCRAPES = ['job', 'instance', 'le'];
const WORDS = new Set(['and', 'or', 'unless', 'bool', 'offset', 'on', 'ignoring', 'by', 'without']);
const LISTS = /\b(by|without|on|ignoring)\s*\(([^)]*)\)/g;

/** The metrics that a question names, and the labels by which it chooses and groups. */
function read(expr: string): { metrics: string[]; labels: string[] } {
  const chosen = [...expr.matchAll(/\{([^}]*)\}/g)].flatMap(([, inside = '']) =>
    [...inside.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map(([, label = '']) => label),
  );
  const grouped = [...expr.matchAll(LISTS)].flatMap(([, , list = '']) =>
    list.split(',').map((one) => one.trim()),
  );
  const bare = expr
    .replace(/\{[^}]*\}|\[[^\]]*\]|"[^"]*"/g, ' ')
    .replace(LISTS, ' ')
    .replace(/\b\w+\s*\(/g, ' ');
  const metrics = [...bare.matchAll(/[a-zA-Z_]\w*/g)]
    .map(([name]) => name)
    .filter((name) => !WORDS.has(name));
  return { metrics, labels: [...chosen, ...grouped].filter((label) => label !== '') };
}

let app: TestApp;
/** The label names of each metric. */
const known = new Map<string, Set<string>>();

beforeAll(async () => {
  collectNodeMetrics();
  app = await createTestApp();
  await app.request('GET', '//health');
  const { text } = await app.request('GET', '//metrics');
  for (const [, name = ''] of text.matchAll(/^# TYPE (\w+) /gm)) known.set(name, new Set());
  for (const [, sample = '', inside = ''] of text.matchAll(/^(\w+)\{([^}]*)\}/gm)) {
    const labels = known.get(sample) ?? known.get(sample.replace(/_(bucket|sum|count)$/, ''));
    for (const [, label = ''] of inside.matchAll(/(\w+)="/g)) labels?.add(label);
  }
});
afterAll(() => app.close());

const metricOf = (name: string) => (known.has(name) ? name : name.replace(/_(bucket|sum|count)$/, ''));

it('there are a dashboard and alerts', () => {
  expect(questions.length).toBeGreaterThan(40);
  expect(alerts.every(({ annotations }) => annotations.summary !== undefined)).toBe(true);
  expect(new Set(alerts.map(({ alert }) => alert)).size).toBe(alerts.length);
});

it('every question is about metrics that /metrics has', () => {
  const unknown = questions.flatMap(({ where, expr }) =>
    read(expr)
      .metrics.filter((name) => !OF_PROMETHEUS.includes(name) && !known.has(metricOf(name)))
      .map((name) => `${where}: ${name}`),
  );
  expect(unknown).toEqual([]);
});

it('every question chooses by labels that they have, as far as they have been seen', () => {
  const unknown = questions.flatMap(({ where, expr }) => {
    const { metrics, labels } = read(expr);
    const seen = metrics.map((name) => known.get(metricOf(name)) ?? new Set<string>());
    // Counters have no labels before something was counted.
    if (seen.some((names) => names.size === 0)) return [];
    return labels
      .filter((label) => !OF_SCRAPES.includes(label) && !seen.some((names) => names.has(label)))
      .map((label) => `${where}: ${label}`);
  });
  expect(unknown).toEqual([]);
});

it('what cannot be read is missing, by which alerts know that a store is away', async () => {
  const deadLetters = async () => /^dead_letters\{/m.test((await app.request('GET', '//metrics')).text);
  await app.database.query('ALTER TABLE dead_letters RENAME TO put_away');
  expect(await deadLetters()).toBe(false);
  await app.database.query('ALTER TABLE put_away RENAME TO dead_letters');
  expect(await deadLetters()).toBe(true);
});

it('and a metric or a label that is not there would be found', () => {
  expect(
    read('max by (queue) (rate(made_up_total{job="almanac",state="x"}[5m])) > 3 and on () up == 1'),
  ).toEqual({
    metrics: ['made_up_total', 'up'],
    labels: ['job', 'state', 'queue'],
  });
});
