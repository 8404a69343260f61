import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { streaksOf, type Id } from '@almanac/kernel';
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
  /** @param timeZone IANA: whose days are counted */
  abstract of(db: Queryable, userId: Id, timeZone: string): Promise<StatisticsPart>;
}

/** The statistics of a person, of all features together: counted when asked for, so they are never behind. */
@Injectable()
export class Statistics implements OnApplicationBootstrap {
  private sources: readonly StatisticsSource[] = [];

  constructor(private readonly discovery: DiscoveryService) {}

  onApplicationBootstrap(): void {
    this.sources = providersOf(this.discovery, StatisticsSource);
  }

  async of(db: Queryable, userId: Id, timeZone: string, now = new Date()): Promise<PersonalStatistics> {
    const parts: StatisticsPart[] = [];
    // One after the other: in a transaction they share a connection.
    for (const source of this.sources) parts.push(await source.of(db, userId, timeZone));
    const sum = (count: (part: StatisticsPart) => number | undefined): number =>
      parts.reduce((total, part) => total + (count(part) ?? 0), 0);
    const days = parts.flatMap(({ activeDays = [] }) => activeDays);
    const { present, longest } = streaksOf(days, dayIn(timeZone, now));
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

/** Sweden writes dates by ISO 8601. */
function dayIn(timeZone: string, now: Date): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(now);
}
