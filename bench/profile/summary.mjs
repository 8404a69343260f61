/**
 * What a CPU profile says, in microseconds for each request: by package, by function, and with what functions call.
 *
 * V8 samples by the clock. Where other programs want the processor too, that makes a system call look dear in which the
 * process was put aside. So system calls are left out, and the rest is scaled to what the main thread spent in its own
 * code by the kernel's account.
 */

const IDLE = new Set(['(idle)', '(root)', '(program)']);
/** Native functions of Node that are hardly more than a system call. */
const SYSTEM_CALLS = new Set([
  'writev',
  'writeUtf8String',
  'writeLatin1String',
  'writeBuffer',
  'writeString',
  'shutdown',
]);
const SHOWN = 60;

/**
 * @param profile as of the inspector's Profiler.stop
 * @param code, kernel microseconds of the main thread for each request; cpu those of the whole process
 */
export function summarise(profile, { title, rate, cpu, code, kernel }) {
  const nodes = new Map(profile.nodes.map((node) => [node.id, { ...node, self: 0 }]));
  for (const [index, id] of profile.samples.entries()) nodes.get(id).self += profile.timeDeltas[index];
  const self = new Map();
  const total = new Map();
  const packages = new Map();
  const add = (map, key, time) => map.set(key, (map.get(key) ?? 0) + time);
  const walk = (node, above) => {
    const { functionName } = node.callFrame;
    const name = nameOf(node.callFrame);
    const own = IDLE.has(functionName) || SYSTEM_CALLS.has(functionName) ? 0 : node.self;
    // A function within itself is counted once.
    const fresh = !above.has(name);
    if (fresh) above.add(name);
    let below = own;
    for (const child of node.children ?? []) below += walk(nodes.get(child), above);
    if (fresh) {
      above.delete(name);
      add(total, name, below);
    }
    if (own > 0) {
      add(self, name, own);
      add(packages, packageOf(node.callFrame), own);
    }
    return below;
  };
  walk(nodes.get(profile.nodes[0].id), new Set());

  const busy = [...self.values()].reduce((sum, time) => sum + time, 0);
  const scale = code / busy;
  const list = (map, count) =>
    [...map]
      .filter(([name]) => !IDLE.has(name))
      .sort((a, b) => b[1] - a[1])
      .slice(0, count)
      .map(([name, time]) => `${(time * scale).toFixed(1).padStart(8)}  ${name}`)
      .join('\n');
  return [
    `\n== ${title}: ${Math.round(rate)} requests/s; µs CPU a request: ${cpu.toFixed(0)}, of it main thread ` +
      `${code.toFixed(0)} in code and ${kernel.toFixed(0)} in the kernel`,
    '\nµs a request, by package (own time)',
    list(packages, 45),
    '\nµs a request, by function (own time)',
    list(self, SHOWN),
    '\nµs a request, by function (with what it calls)',
    list(total, SHOWN * 2),
    '',
  ].join('\n');
}

function nameOf({ functionName, url, lineNumber }) {
  return url
    ? `${functionName || '(anonymous)'} ${place(url)}:${lineNumber + 1}`
    : functionName || '(native)';
}

function place(url) {
  const path = url.replace(/^file:\/\//, '');
  const inPackage = path.lastIndexOf('/node_modules/');
  return inPackage < 0
    ? path.replace(/^.*\/dist\//, 'dist/')
    : path.slice(inPackage + '/node_modules/'.length);
}

function packageOf({ functionName, url }) {
  if (!url) return functionName.startsWith('(') ? functionName : '(native)';
  if (url.startsWith('node:')) return `node:${url.slice(5).split('/').slice(0, 2).join('/')}`;
  const own = /\/dist\/(libs\/[^/]+\/src\/[^/]+|apps\/[^/]+)/.exec(url);
  if (own) return own[1];
  const parts = url.split('/node_modules/').at(-1).split('/');
  return parts[0].startsWith('@') ? `${parts[0]}/${parts[1]}` : parts[0];
}
