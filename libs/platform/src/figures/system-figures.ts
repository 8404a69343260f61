import { Inject, Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { Redis } from 'ioredis';
import { providersOf } from '../access';
import { REDIS } from '../cache';
import { Config } from '../config';
import { queueDepths, type QueueDepth } from '../queue/queue-depths';
import { FiguresReporter } from './figures-reporter';

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
    const reporters = providersOf(this.discovery, FiguresReporter);
    const figures = await Promise.all(reporters.map((reporter) => reporter.figures()));
    return Object.assign({}, ...figures) as Record<string, number>;
  }

  /** Read from Bull's own lists; null while Redis is away. */
  queues(): Promise<QueueDepth[] | null> {
    return queueDepths(this.redis, this.config).catch(() => null);
  }
}
