import type { DiscoveryService } from '@nestjs/core';

/** Every provider of the process that is one of these, each once however many modules provide it. */
export function providersOf<T extends object>(
  discovery: DiscoveryService,
  type: abstract new (...args: never[]) => T,
): T[] {
  const found = (discovery.getProviders() as { instance: unknown }[]).map(({ instance }) => instance);
  return [...new Set(found.filter((instance): instance is T => instance instanceof type))];
}
