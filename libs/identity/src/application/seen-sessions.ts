import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { Database } from '@almanac/platform';
import { SessionRepository } from './ports/session.repository';

/** Sessions that were seen are written together. */
const GATHER_MS = 2000;

/**
 * Keeps "last seen" fresh. Told when a state is read from PostgreSQL, which an active session does once a
 * minute: requests that find their state in the cache pay nothing. A note that is lost is of no matter.
 */
@Injectable()
export class SeenSessions implements OnApplicationShutdown {
  private readonly seen = new Set<Id>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly sessions: SessionRepository,
    private readonly database: Database,
  ) {}

  note(sessionId: Id): void {
    this.seen.add(sessionId);
    this.timer ??= setTimeout(() => void this.write(), GATHER_MS).unref();
  }

  onApplicationShutdown(): void {
    clearTimeout(this.timer);
  }

  private async write(): Promise<void> {
    this.timer = undefined;
    const ids = [...this.seen];
    this.seen.clear();
    // The database is away, perhaps: the next minute brings the next note.
    await this.sessions.touch(this.database, ids).catch(() => undefined);
  }
}
