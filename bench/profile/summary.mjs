/** What a CPU profile says, in microseconds for each request: by package, by function, and with what functions call. */

const IDLE = new Set(['(idle)', '(root)']);
const SHOWN = 45;

/** @param profile as of the inspector's Profiler.stop */
export function summarise(profile, { title, requests, rate, cpu }) {
  const nodes = new Map(profile.nodes.map((node) => [node.id, { ...node, self: 0 }]));
  for (const [index, id] of profile.samples.entries()) nodes.get(id).self += profile.timeDeltas[index];

  const self = new Map();
  const total = new Map();
  const packages = new Map();
  const add = (map, key, time) => map.set(key, (map.get(key) ?? 0) + time);
  const walk = (node, above) => {
    const name = nameOf(node.callFrame);
    // A function within itself is counted once.
    const fresh = !above.has(name);
    if (fresh) above.add(name);
    let below = node.self;
    for (const child of node.children ?? []) below += walk(nodes.get(child), above);
    if (fresh) {
      above.delete(name);
      add(total, name, below);
    }
    if (!IDLE.has(node.callFrame.functionName)) {
      add(self, name, node.self);
      add(packages, packageOf(node.callFrame), node.self);
    }
    return below;
  };
  walk(nodes.get(profile.nodes[0].id), new Set());

  const each = (microseconds) => (microseconds / requests).toFixed(1).padStart(8);
  const list = (map, count) =>
    [...map]
      .filter(([name]) => !IDLE.has(name))
      .sort((a, b) => b[1] - a[1])
      .slice(0, count)
      .map(([name, time]) => `${each(time)}  ${name}`)
      .join('\n');
  const busy = [...self.values()].reduce((sum, time) => sum + time, 0);
  return [
    `\n== ${title}: ${Math.round(rate)} requests/s, ${cpu.toFixed(0)} µs CPU each (main thread ${(busy / requests).toFixed(0)} µs)`,
    '\nµs a request, by package (own time)',
    list(packages, 40),
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
