import type { DiscoveryService } from '@nestjs/core';
import type { QueueName } from '@almanac/contracts';
import type { EventRouter } from './event-router';
import { ROUTES_EVENTS } from './event-router';
import { jobNames } from './job-envelope';
import { HANDLES_JOB, type JobContext } from './job-handler';
import { queueNames } from './queue-policy';

/** A handler as the runner calls it: what it takes has been checked against the contract by then. */
export interface AnyJobHandler {
  handle(payload: unknown, job: JobContext): Promise<void>;
  gaveUp?(payload: unknown, job: JobContext): Promise<void>;
}

export interface Found {
  instance: object;
  className: string;
  metadata: unknown;
}

/**
 * The one handler of each job.
 * @throws Error that names every job that has no handler, or several.
 */
export function discoverHandlers(discovery: DiscoveryService): Map<string, AnyJobHandler> {
  const found = new Map<string, Found[]>();
  for (const provider of marked(discovery, HANDLES_JOB)) {
    const key = keyOf(provider);
    found.set(key, [...(found.get(key) ?? []), provider]);
  }
  const handlers = new Map<string, AnyJobHandler>();
  const problems: string[] = [];
  for (const key of queueNames.flatMap((queue) => jobNames(queue).map((name) => handlerKey(queue, name)))) {
    const providers = found.get(key) ?? [];
    found.delete(key);
    const [first] = providers;
    if (providers.length > 1)
      problems.push(`The job ${key} has ${providers.length} handlers: ${names(providers)}.`);
    else if (!first) problems.push(`The job ${key} has no handler.`);
    else if (isHandler(first.instance)) handlers.set(key, first.instance);
    else problems.push(`${first.className} handles the job ${key} and has no method handle().`);
  }
  for (const [key, providers] of found)
    problems.push(`${names(providers)} handles ${key}, and there is no such job.`);
  if (problems.length > 0) throw new Error(`The worker cannot start. ${problems.join(' ')}`);
  return handlers;
}

/** Everybody who says where events go. */
export function discoverRouters(discovery: DiscoveryService): EventRouter[] {
  return marked(discovery, ROUTES_EVENTS).map(({ instance, className }) => {
    if (!isRouter(instance)) throw new Error(`${className} routes events and has no method route().`);
    return instance;
  });
}

export function handlerKey(queue: QueueName, name: string): string {
  return `${queue}/${name}`;
}

/** Providers whose class carries the mark; one that several modules provide counts once. */
export function marked(discovery: DiscoveryService, mark: symbol): Found[] {
  const seen = new Map<object, Found>();
  for (const wrapper of discovery.getProviders()) {
    const instance: unknown = wrapper.isNotMetatype && !wrapper.instance ? undefined : wrapper.instance;
    if (typeof instance !== 'object' || instance === null) continue;
    const type: unknown = instance.constructor;
    if (typeof type !== 'function') continue;
    const metadata: unknown = Reflect.getMetadata(mark, type);
    if (metadata !== undefined) seen.set(instance, { instance, className: type.name, metadata });
  }
  return [...seen.values()];
}

function keyOf({ metadata }: Found): string {
  const { queue, name } = metadata as { queue: QueueName; name: string };
  return handlerKey(queue, name);
}

function names(providers: readonly Found[]): string {
  return providers.map((provider) => provider.className).join(', ');
}

function isHandler(value: object): value is AnyJobHandler {
  return 'handle' in value && typeof value.handle === 'function';
}

function isRouter(value: object): value is EventRouter {
  return 'route' in value && typeof value.route === 'function';
}
