import { Injectable } from '@nestjs/common';
import { SystemFigures, type QueueDepth } from '@almanac/platform';
import { AdminStatsReader, type IdentityFigures } from '../ports/admin-stats.reader';

export interface AdminStats extends IdentityFigures {
  planners: number;
  activities: number;
  /** Null while Redis is away. */
  queues: QueueDepth[] | null;
  at: string;
}

/** How the whole system fares, at a glance. */
@Injectable()
export class AdminStatsService {
  constructor(
    private readonly reader: AdminStatsReader,
    private readonly figures: SystemFigures,
  ) {}

  async read(): Promise<AdminStats> {
    const [own, features, queues] = await Promise.all([
      this.reader.read(),
      this.figures.all(),
      this.figures.queues(),
    ]);
    const { planners = 0, activities = 0 } = features;
    return { ...own, planners, activities, queues, at: new Date().toISOString() };
  }
}
