/** What the figures were measured on. */
import { arch, cpus, release, totalmem, type } from 'node:os';

/** @param versions of the servers, as the stage tells them */
export function describeMachine({ postgresql, redis, settings }) {
  const processors = cpus();
  return {
    cores: processors.length,
    processor: processors[0]?.model.trim(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()} ${arch()}`,
    node: process.version,
    postgresql,
    redis,
    settings,
  };
}

export function machineText(machine) {
  const { cores, processor, memoryGiB, system, node, postgresql, redis, settings } = machine;
  return (
    `${cores} cores (${processor}), ${memoryGiB} GiB, ${system}, Node ${node.slice(1)}, PostgreSQL ${postgresql} ` +
    `(${Object.entries(settings)
      .map(([name, value]) => `${name} ${value}`)
      .join(', ')}), Redis ${redis}. Everything, the load too, runs on these cores.`
  );
}
