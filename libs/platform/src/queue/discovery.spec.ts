import { Module, type Type } from '@nestjs/common';
import { DiscoveryModule, DiscoveryService, NestFactory } from '@nestjs/core';
import type { JobName, QueueName } from '@almanac/contracts';
import { discoverHandlers, discoverRouters } from './discovery';
import { RoutesEvents } from './event-router';
import { jobNames } from './job-envelope';
import { HandlesJob } from './job-handler';
import { queueNames } from './queue-policy';

function handlerOf(queue: QueueName, name: string): Type {
  class Handler {
    async handle(): Promise<void> {
      // Only its being there counts.
    }
  }
  Object.defineProperty(Handler, 'name', { value: `HandlerOf-${name}` });
  HandlesJob(queue, name as JobName<QueueName>)(Handler);
  return Handler;
}

const all = queueNames.flatMap((queue) => jobNames(queue).map((name) => handlerOf(queue, name)));

async function discover<T>(providers: Type[], look: (discovery: DiscoveryService) => T): Promise<T> {
  @Module({ imports: [DiscoveryModule], providers })
  class Providers {}

  const app = await NestFactory.createApplicationContext(Providers, { logger: false });
  try {
    return look(app.get(DiscoveryService));
  } finally {
    await app.close();
  }
}

describe('discoverHandlers', () => {
  it('finds the one handler of each job', async () => {
    const handlers = await discover(all, discoverHandlers);
    expect([...handlers.keys()].sort()).toEqual(
      queueNames.flatMap((queue) => jobNames(queue).map((name) => `${queue}/${name}`)).sort(),
    );
  });

  it('refuses a job with no handler, naming it', async () => {
    const without = all.filter((handler) => handler.name !== 'HandlerOf-purge-deleted');
    await expect(discover(without, discoverHandlers)).rejects.toThrow(
      'The worker cannot start. The job maintenance/purge-deleted has no handler.',
    );
  });

  it('refuses a job with two handlers, naming both', async () => {
    const second = handlerOf('mail', 'verify-email');
    await expect(discover([...all, second], discoverHandlers)).rejects.toThrow(
      'The worker cannot start. The job mail/verify-email has 2 handlers: HandlerOf-verify-email, HandlerOf-verify-email.',
    );
  });

  it('refuses a handler of a job that does not exist, and one that cannot handle', async () => {
    const lost = handlerOf('mail', 'no-such-job');
    await expect(discover([...all, lost], discoverHandlers)).rejects.toThrow(
      'HandlerOf-no-such-job handles mail/no-such-job, and there is no such job.',
    );
    @HandlesJob('maintenance', 'expire-tokens')
    class Mute {}

    const without = all.filter((handler) => handler.name !== 'HandlerOf-expire-tokens');
    await expect(discover([...without, Mute], discoverHandlers)).rejects.toThrow(
      'Mute handles the job maintenance/expire-tokens and has no method handle().',
    );
  });
});

describe('discoverRouters', () => {
  it('finds every router and refuses one that cannot route', async () => {
    @RoutesEvents()
    class Router {
      route(): [] {
        return [];
      }
    }

    @RoutesEvents()
    class Mute {}

    expect(await discover([Router], discoverRouters)).toHaveLength(1);
    await expect(discover([Router, Mute], discoverRouters)).rejects.toThrow(
      'Mute routes events and has no method route().',
    );
  });
});
