import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { dayAt, streaksOf, zoneOffsets, type Id, type ZoneOffset } from '@almanac/kernel';
import type { Queryable } from '../database';
import { providersOf } from './providers-of';

/** What a person's account says of what they have done (spec: identity.md, "Accounts"). */
export interface PersonalStatistics {
  totalPlanners: number;
  totalTasks: number;
  completedTasks: number;
  /** Days in a row on which something was done, up to today or yesterday. */
  streakDays: number;
  longestStreak: number;
  lastActivity: Date | null;
}

/** What one feature knows of that. */
export interface StatisticsPart {
  planners?: number;
  tasks?: number;
  completedTasks?: number;
  /** Calendar days of the person on which they did something (ISO 8601), each once. */
  activeDays?: readonly string[];
  lastActivity?: Date | null;
}

/** Counts in the feature that has it, as it stands now. Found by `Statistics`; a provider is enough. */
export abstract class StatisticsSource {
  /**
   * @param offsets of the time zone whose days are counted. PostgreSQL is not asked by the zone's name: its list is
   * another than that of the runtime, which has checked the name, and it takes `+05:30` for west of Greenwich.
   */
  abstract of(db: Queryable, userId: Id, offsets: readonly ZoneOffset[]): Promise<StatisticsPart>;
}

/** The statistics of a person, of all features together: counted when asked for, so they are never behind. */
@Injectable()
export class Statistics implements OnApplicationBootstrap {
  private sources: readonly StatisticsSource[] = [];

  constructor(private readonly discovery: DiscoveryService) {}

  onApplicationBootstrap(): void {
    this.sources = providersOf(this.discovery, StatisticsSource);
  }

  /** @param timeZone IANA */
  async of(db: Queryable, userId: Id, timeZone: string, now = new Date()): Promise<PersonalStatistics> {
    const offsets = zoneOffsets(timeZone, now);
    const parts: StatisticsPart[] = [];
    // One after the other: in a transaction they share a connection.
    for (const source of this.sources) parts.push(await source.of(db, userId, offsets));
    const sum = (count: (part: StatisticsPart) => number | undefined): number =>
      parts.reduce((total, part) => total + (count(part) ?? 0), 0);
    const days = parts.flatMap(({ activeDays = [] }) => activeDays);
    const { present, longest } = streaksOf(days, dayAt(offsets, now));
    const last = Math.max(...parts.map(({ lastActivity }) => lastActivity?.getTime() ?? 0), 0);
    return {
      totalPlanners: sum(({ planners }) => planners),
      totalTasks: sum(({ tasks }) => tasks),
      completedTasks: sum(({ completedTasks }) => completedTasks),
      streakDays: present,
      longestStreak: longest,
      lastActivity: last === 0 ? null : new Date(last),
    };
  }
}
