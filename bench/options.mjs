/** What a run shall do, from the command line and from BENCH_* variables. */
import { Failure } from '../scripts/services/failure.mjs';

export const WORKLOADS = [
  'w1',
  'w2',
  'w3',
  'w4',
  'w5',
  'w6',
  'w7',
  'w8',
  'w9',
  'jobs',
  'lag',
  'guess',
  'export',
  'boot',
];

const full = {
  /** Length of one measurement, and of the warm-up before the first, in seconds. */
  seconds: 8,
  warmUp: 6,
  rounds: 3,
  connections: 50,
  /** W4: sockets in the room, and updates to each side. */
  sockets: 500,
  updates: 100,
  /** W4 with many: sockets on one API, and updates to them. */
  crowd: 5_000,
  crowdUpdates: 20,
  /** Jobs that find nothing to do. */
  jobs: 20_000,
  /** W5: requests and sign-ins a second. */
  rate: 400,
  signIns: 10,
  boots: 5,
  /** W6: people who search at the same time. */
  searchers: 2,
  /** W7 and W9: clients that come back at a time, and that send batches. */
  returning: 10,
  /** Export: activities of the planner that is exported again and again, and of the one that is exported once. */
  exported: 5_000,
  exportedOnce: 50_000,
};
const quick = {
  seconds: 2,
  warmUp: 2,
  rounds: 1,
  updates: 15,
  crowd: 500,
  crowdUpdates: 5,
  jobs: 2_000,
  boots: 2,
  exported: 500,
  exportedOnce: 2_000,
};

/**
 * `--quick` shows that everything works; its figures are worth nothing and are not kept.
 * `--profile` takes a CPU profile of the API in W1, W2 and W3.
 * @throws Failure for a word it does not know
 */
export function readOptions(args, env) {
  const names = args.filter((arg) => !arg.startsWith('--'));
  const flags = args.filter((arg) => arg.startsWith('--'));
  const unknown = [
    ...names.filter((name) => !WORKLOADS.includes(name)),
    ...flags.filter((flag) => flag !== '--quick' && flag !== '--profile'),
  ];
  if (unknown.length > 0) {
    throw new Failure(
      `The bench does not know ${unknown.join(', ')}: it takes --quick, --profile and ${WORKLOADS.join(', ')}.`,
    );
  }
  const isQuick = flags.includes('--quick');
  const base = isQuick ? { ...full, ...quick } : full;
  return {
    ...base,
    seconds: number(env, 'BENCH_SECONDS') ?? base.seconds,
    rounds: number(env, 'BENCH_ROUNDS') ?? base.rounds,
    warmUp: number(env, 'BENCH_WARM_UP') ?? base.warmUp,
    rate: number(env, 'BENCH_RATE') ?? base.rate,
    updates: number(env, 'BENCH_UPDATES') ?? base.updates,
    profile: flags.includes('--profile'),
    workloads: names.length > 0 ? names : WORKLOADS,
    /** Only a whole run of proper length is kept in results/ and RESULTS.md. */
    keep: !isQuick && names.length === 0 && !flags.includes('--profile'),
  };
}

function number(env, name) {
  if (!env[name]) return undefined;
  const value = Number(env[name]);
  if (Number.isFinite(value) && value >= 1 && value <= 3600) return value;
  throw new Failure(`${name} must be a number from 1 to 3600.`);
}
