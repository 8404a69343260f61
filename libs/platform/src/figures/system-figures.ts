import { Inject, Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { Redis } from 'ioredis';
import { REDIS } from '../cache';
import { Config } from '../config';
import { queueKeyPrefix } from '../queue/queue-keys';
import { queueNames } from '../queue/queue-policy';
import { REPORTS_FIGURES, type FiguresReporter } from './figures-reporter';

/** How many jobs of a queue are in each state. */
export interface QueueDepth {
  name: string;
  waiting: number;
  active: number;
  delayed: number;
  failed: number;
}

/** Gathers the figures of all features, and how deep the queues are. */
@Injectable()
export class SystemFigures {
  constructor(
    private readonly discovery: DiscoveryService,
    @Inject(REDIS) private readonly redis: Redis,
    private readonly config: Config,
  ) {}

  /** Every feature's figures by name. */
  async all(): Promise<Record<string, number>> {
    const reporters = new Set<FiguresReporter>();
    for (const { instance } of this.discovery.getProviders() as { instance: unknown }[]) {
      if (isReporter(instance)) reporters.add(instance);
    }
    const figures = await Promise.all([...reporters].map((reporter) => reporter.figures()));
    return Object.assign({}, ...figures) as Record<string, number>;
  }

  /** Read from Bull's own lists; null while Redis is away. */
  async queues(): Promise<QueueDepth[] | null> {
    const prefix = queueKeyPrefix(this.config);
    try {
      return await Promise.all(
        queueNames.map(async (name) => {
          const key = `${prefix}:${name}`;
          const [waiting, active, delayed, failed] = await Promise.all([
            this.redis.llen(`${key}:wait`),
            this.redis.llen(`${key}:active`),
            this.redis.zcard(`${key}:delayed`),
            this.redis.zcard(`${key}:failed`),
          ]);
          return { name, waiting, active, delayed, failed };
        }),
      );
    } catch {
      return null;
    }
  }
}

function isReporter(instance: unknown): instance is FiguresReporter {
  if (typeof instance !== 'object' || instance === null) return false;
  const type: unknown = instance.constructor;
  return typeof type === 'function' && Reflect.getMetadata(REPORTS_FIGURES, type) === true;
}
