import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { Id } from '@almanac/kernel';
import type { Queryable } from '../database';
import { providersOf } from './providers-of';

/** A thing that is there, and who of those asked about may see it. */
export interface Sight {
  id: Id;
  /** Its title, for who may see it. */
  title: string;
  /** The title of what it lies in, such as an activity's planner; its own where it lies in nothing. */
  within: string;
  /** Null where a team owns it. */
  ownerId: Id | null;
  /** As its owner or by a membership; rights over everything, as admins have, make nobody concerned. */
  seenBy: ReadonlySet<Id>;
}

/** Who is concerned by a thing: the policy of the feature that has it, for whoever tells people of it. */
export abstract class ThingSights {
  /** Types of resources: `planner`, `activity`. */
  abstract readonly types: readonly string[];

  /** In one question, for any number of things and people; what is gone or deleted is left out. */
  abstract look(
    queryable: Queryable,
    type: string,
    ids: readonly Id[],
    userIds: readonly Id[],
  ): Promise<Sight[]>;

  /** Who has to do with it by name: who made it, works on it, or has said something of it. */
  abstract concerned(queryable: Queryable, type: string, id: Id): Promise<Id[]>;

  /** Those of the things that are assigned to the person now, or in which something is. */
  abstract assigned(queryable: Queryable, type: string, ids: readonly Id[], userId: Id): Promise<Id[]>;
}

/** The things of every feature of the process. */
@Injectable()
export class AllSights {
  constructor(private readonly discovery: DiscoveryService) {}

  /** Nothing is seen of a type that no feature has. */
  async look(
    queryable: Queryable,
    type: string,
    ids: readonly Id[],
    userIds: readonly Id[],
  ): Promise<ReadonlyMap<Id, Sight>> {
    const feature = this.of(type);
    if (!feature || ids.length === 0 || userIds.length === 0) return new Map();
    const sights = await feature.look(queryable, type, ids, userIds);
    return new Map(sights.map((sight) => [sight.id, sight]));
  }

  async concerned(queryable: Queryable, type: string, id: Id): Promise<Id[]> {
    return (await this.of(type)?.concerned(queryable, type, id)) ?? [];
  }

  /** Nothing is assigned of a type that no feature has. */
  async assigned(
    queryable: Queryable,
    type: string,
    ids: readonly Id[],
    userId: Id,
  ): Promise<ReadonlySet<Id>> {
    if (ids.length === 0) return new Set();
    return new Set(await this.of(type)?.assigned(queryable, type, ids, userId));
  }

  private of(type: string): ThingSights | undefined {
    return providersOf(this.discovery, ThingSights).find(({ types }) => types.includes(type));
  }
}
