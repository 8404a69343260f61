/** The figures as tables for people, in Markdown that reads well in a terminal too. */

/** What the issue asks of each workload. */
export const targets = {
  w1: { ratio: 0.7, cpuRatio: 2 },
  w2: { ratio: 0.7, cpuRatio: 2 },
  w3: { ratio: 0.85, cpuRatio: 2 },
  w4: { ratio: 1.5 },
  w5: { ratio: 2 },
  /** Milliseconds at p95. */
  w6: { p95: 50 },
  w8: { milliseconds: 500 },
  /** Milliseconds, MB, and how far W1's p99 beside it may be from that without: as far as two rounds are anyhow. */
  export: { milliseconds: 10_000, megabytes: 400, ratio: 1.25 },
  /** Either way. */
  guess: { difference: 0.1 },
  boot: { seconds: 2 },
};

const titles = {
  w1: 'W1 list 20 planners',
  w2: 'W2 create activity',
  w2Keyed: 'W2 with Idempotency-Key',
  w3: 'W3 planner, 3 × 20',
};

export function renderTable(figures) {
  const parts = [
    throughput(figures),
    costs(figures),
    others(figures),
    exported(figures.export),
    live(figures),
    searches(figures),
  ];
  return parts.filter((part) => part !== undefined).join('\n\n');
}

/** The workloads that were run against the bare server: [title, targets, API's figures, bare figures]. */
function compared(figures) {
  return ['w1', 'w2', 'w2Keyed', 'w3'].flatMap((key) => {
    const workload = key.slice(0, 2);
    const own = figures[workload]?.[key === 'w2Keyed' ? 'realKeyed' : 'real'];
    return own ? [[titles[key], targets[workload], own, figures[workload].bare]] : [];
  });
}

function throughput(figures) {
  const rows = compared(figures).map(([title, target, own, bare]) => [
    title,
    whole(own.rate),
    whole(bare.rate),
    `${two(own.ratio)} (${spread(own.ratios)})`,
    `≥ ${target.ratio}`,
    verdict(own.ratio >= target.ratio),
    `${one(own.p50)} / ${one(own.p99)}`,
    `${one(bare.p50)} / ${one(bare.p99)}`,
    `${whole(own.cpu)} / ${whole(bare.cpu)}`,
    `× ${two(own.cpuRatio)}`,
    `≤ ${target.cpuRatio}`,
    own.cpuRatio === undefined ? 'unknown' : verdict(own.cpuRatio <= target.cpuRatio),
  ]);
  const head = [
    'Workload',
    'API req/s',
    'bare req/s',
    'ratio (rounds)',
    'target',
    '',
    'API p50 / p99 ms',
    'bare p50 / p99 ms',
    'CPU µs API / bare',
    'ratio',
    'target',
    '',
  ];
  return rows.length > 0 ? markdown(head, rows) : undefined;
}

/** Where the rest of the machine's time goes; there is no target for it. */
function costs(figures) {
  const rows = compared(figures).map(([title, , own, bare]) => [
    title,
    ...['postgres', 'worker', 'redis', 'load'].map((name) => `${whole(own[name])} / ${whole(bare[name])}`),
    one(own.drained),
  ]);
  const head = [
    'CPU µs a request, API / bare',
    'PostgreSQL',
    'worker',
    'Redis',
    'load',
    's until events are out',
  ];
  return rows.length > 0 ? markdown(head, rows) : undefined;
}

function others({ w4, w5, w7, w8, w9, guess, boot }) {
  const rows = w8 ? plans(w8) : [];
  if (w4) {
    const { real, bare, socketIo } = w4;
    const both = (title, own, figure) => [title, `${one(own[figure])} ms`, `${one(bare[figure])} ms`];
    rows.push([
      ...both(`W4 update to ${real.sockets} sockets, p99`, real, 'p99'),
      `× ${two(w4.ratio)}`,
      `≤ ${targets.w4.ratio}`,
      verdict(w4.ratio <= targets.w4.ratio && real.missed === 0),
    ]);
    rows.push([...both('W4 p50', real, 'p50'), `× ${two(w4.ratioP50)}`, '', '']);
    rows.push([
      ...both('W4 over Socket.IO, p99', socketIo, 'p99'),
      `× ${two(socketIo.p99 / bare.p99)}`,
      '',
      '',
    ]);
    if (real.missed + socketIo.missed > 0) {
      rows.push([
        'W4 messages that did not come',
        String(real.missed + socketIo.missed),
        String(bare.missed),
        '',
        '',
        '',
      ]);
    }
  }
  if (w5) {
    rows.push([
      `W5 p99 of W1 at ${w5.rate}/s, beside ${w5.asked} sign-ins/s and quiet`,
      `${one(w5.beside.p99)} ms`,
      `${one(w5.quiet.p99)} ms`,
      `× ${two(w5.ratio)}`,
      `≤ ${targets.w5.ratio}`,
      verdict(w5.ratio <= targets.w5.ratio),
    ]);
    rows.push(['W5 p50', `${one(w5.beside.p50)} ms`, `${one(w5.quiet.p50)} ms`, '', '', '']);
    rows.push([
      'W5 sign-ins answered; their p50 / p99',
      `${one(w5.signIns.rate)}/s; ${whole(w5.signIns.p50)} / ${whole(w5.signIns.p99)} ms`,
      '',
      '',
      '',
      '',
    ]);
  }
  const large = { 'W7 sync of 1,000 changes': w7, 'W9 batch of 100 creations': w9 };
  for (const [title, figure] of Object.entries(large)) {
    if (!figure) continue;
    const { rate, p50, p99, cpu, postgres } = figure;
    rows.push([`${title}, a second`, one(rate), '', '', '', '']);
    rows.push([`${title}, p50 / p99`, `${one(p50)} / ${one(p99)} ms`, '', '', '', '']);
    rows.push([`${title}, CPU µs of API / PostgreSQL`, `${whole(cpu)} / ${whole(postgres)}`, '', '', '', '']);
  }
  for (const [name, title] of Object.entries({ signIn: 'Sign-in', forgotPassword: 'Forgotten password' })) {
    const figure = guess?.[name];
    if (!figure) continue;
    rows.push([
      `${title}, known and unknown e-mail, medians`,
      `${one(figure.known)} ms`,
      `${one(figure.unknown)} ms`,
      `× ${two(figure.ratio)}`,
      `± ${targets.guess.difference * 100} %`,
      verdict(Math.abs(figure.ratio - 1) <= targets.guess.difference),
    ]);
  }
  if (boot) {
    const seconds = boot.median / 1000;
    rows.push([
      'Boot of the built API, median',
      `${two(seconds)} s, ${boot.memory ?? '?'} MiB`,
      '',
      '',
      `< ${targets.boot.seconds} s`,
      verdict(seconds < targets.boot.seconds),
    ]);
  }
  return rows.length > 0 ? markdown(['Other', 'API', 'against', 'ratio', 'target', ''], rows) : undefined;
}

/** PDFs of large planners: what they take, and what W1 notices of them. */
function exported(figure) {
  if (!figure) return undefined;
  const { milliseconds, megabytes, ratio } = targets.export;
  const { quiet, beside, once, peak, full } = figure;
  const mebibyte = 2 ** 20;
  const fits = peak === undefined ? 'unknown' : verdict((peak * mebibyte) / 1e6 < megabytes);
  const seconds = (value) => one(value / 1000);
  const title = (count) => `PDF of ${whole(count)} activities`;
  const rows = [
    [
      `${title(figure.activities)}, first / median / longest`,
      `${seconds(figure.first)} / ${seconds(figure.median)} / ${seconds(figure.longest)} s`,
      `< ${milliseconds / 1000} s`,
      verdict(figure.longest < milliseconds),
    ],
    ['… its pages and size', `${whole(figure.pages)}, ${one(figure.bytes / mebibyte)} MiB`, '', ''],
    [`… beside W1 at ${figure.rate}/s, median`, `${seconds(figure.busy)} s`, '', ''],
    [
      '… memory of the worker before, and at its most with the process that draws',
      `${figure.idle ?? '?'} / ${peak ?? '?'} MiB`,
      `< ${megabytes} MB`,
      fits,
    ],
    [
      `W1 p99 of ${whole(figure.requests)} at ${figure.rate}/s, quiet (by turns) / while one such export is made`,
      `${one(quiet.p99)} (${one(quiet.from)} to ${one(quiet.to)}) / ${one(figure.besideOne)} ms, × ${two(figure.ratioOfOne)}`,
      `≤ × ${ratio}`,
      verdict(figure.ratioOfOne <= ratio),
    ],
    [
      '… while one follows the other',
      `${one(beside.p99)} ms, × ${two(figure.ratio)}`,
      `≤ × ${ratio}`,
      verdict(figure.ratio <= ratio),
    ],
    [
      '… while a program as low in priority walks through memory, for a fifth of a core',
      `${one(figure.besideNothing)} ms, × ${two(figure.ratioOfNothing)}`,
      '',
      '',
    ],
    [
      `W1 p99 by ${figure.connections} connections, as in the first table, quiet / beside one such export`,
      `${one(full.p99)} / ${one(full.p99Beside)} ms, × ${two(full.ratio)}`,
      `≤ × ${ratio}`,
      verdict(full.ratio <= ratio),
    ],
    ['… its requests a second', `${whole(full.rate)} / ${whole(full.rateBeside)}`, '', ''],
    ['… the longest of the exports beside it', `${seconds(full.longest)} s`, '', ''],
    [`W1 p50 at ${figure.rate}/s`, `${one(quiet.p50)} / ${one(beside.p50)} ms`, '', ''],
    [
      `${title(figure.activitiesOnce)}, once, its first seconds beside W1`,
      `${seconds(once.milliseconds)} s; ${whole(once.pages)} pages, ${one(once.bytes / mebibyte)} MiB`,
      '',
      '',
    ],
    ['… memory at its most; W1 p99', `${once.peak ?? '?'} MiB; ${one(once.p99)} ms`, '', ''],
  ];
  return markdown(['Exports', '', 'target', ''], rows);
}

/** Sockets in their thousands, jobs, and the way from the outbox; there is no target for them. */
function live({ w4, jobs, lag }) {
  const rows = [];
  for (const [door, title] of Object.entries({ plain: 'plain', socketIo: 'Socket.IO' })) {
    const figure = w4?.crowd?.[door];
    if (!figure) continue;
    const { sockets, p50, p99, slowest, missed, each } = figure;
    const name = `W4 update to ${whole(sockets)} sockets, ${title}`;
    rows.push([`${name}, p50 / p99`, `${whole(p50)} / ${whole(p99)} ms`]);
    rows.push([`${name}, the last of them; missed`, `${whole(slowest)} ms; ${missed}`]);
    rows.push([`Memory of an idle socket, ${title}`, `${one(each)} KiB`]);
  }
  if (jobs)
    rows.push([
      `Jobs that one worker does a second (${whole(jobs.jobs)} that find nothing to do)`,
      whole(jobs.rate),
    ]);
  if (lag) {
    rows.push([
      `Outbox: an event's way to Redis at ${whole(lag.rate)} writes/s, p50 / p99 / longest`,
      `${whole(lag.p50)} / ${whole(lag.p99)} / ${whole(lag.longest)} ms`,
    ]);
  }
  return rows.length > 0 ? markdown(['Live and background', ''], rows) : undefined;
}

function searches({ w6 }) {
  if (!w6) return undefined;
  const rows = ['many', 'few'].flatMap((who) =>
    Object.entries(w6[who]).map(([kind, { p50, p95, p99 }]) => [
      `W6 ${kind}, ${who} documents`,
      ...[p50, p95, p99].map(one),
      `< ${targets.w6.p95}`,
      verdict(p95 < targets.w6.p95),
    ]),
  );
  return markdown(
    [`Search, ${w6.searchers} at a time`, 'p50 ms', 'p95 ms', 'p99 ms', 'target of p95', ''],
    rows,
  );
}

/** Each plain and levelled: the median over HTTP and, against it, in a process. */
function plans({ own, http, steps, dependencies }) {
  return ['plain', 'levelled'].flatMap((name) => {
    const title = `W8 schedule ${whole(steps)} steps, ${whole(dependencies)} dependencies, ${name}`;
    const good = Math.max(http[name].median, own[name].median) < targets.w8.milliseconds;
    const ms = ({ median }) => `${whole(median)} ms`;
    return [
      [
        `${title}; against: in process`,
        ms(http[name]),
        ms(own[name]),
        '',
        `< ${targets.w8.milliseconds} ms`,
        verdict(good),
      ],
      [
        `W8 ${name}, first and longest`,
        `${whole(http[name].first)} / ${whole(http[name].longest)} ms`,
        `${whole(own[name].first)} / ${whole(own[name].longest)} ms`,
        '',
        '',
        '',
      ],
    ];
  });
}

function markdown(head, rows) {
  const widths = head.map((title, index) =>
    Math.max(3, title.length, ...rows.map((row) => row[index].length)),
  );
  const line = (cells) => `| ${cells.map((cell, index) => cell.padEnd(widths[index])).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

const verdict = (good) => (good ? 'pass' : 'FAIL');
const whole = (value) => (value === undefined ? '?' : Math.round(value).toLocaleString('en'));
const one = (value) => (value === undefined ? '?' : value.toFixed(1));
const two = (value) => (value === undefined ? '?' : value.toFixed(2));
const spread = (ratios) => ratios.map(two).join(', ');
