import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { Id } from '@almanac/kernel';
import { providersOf } from './providers-of';

/** What is asked: may this user, with these permissions, do this with that resource? */
export interface StandingQuestion {
  userId: Id;
  /** What the caller holds in general; of an API key less than its owner. */
  permissions: readonly string[];
  /** What is wanted, `verb:resource` without `own-`. */
  verb: string;
  resource: string;
  type: string;
  id: Id;
}

/** Something by which a user stands to a resource. */
export interface StandingLink {
  type: 'collaboration' | 'team';
  /** Of what they collaborate on, or of the team. */
  id: Id;
  /** The role that they have there, such as `editor`. */
  name: string;
  /** Permissions that it brings on the resource. */
  grants: readonly string[];
}

/** How a user stands to one resource, as the policy of its feature sees it. */
export interface StandingVerdict {
  /** The links that allow it; permissions aside. */
  links: readonly StandingLink[];
  /** A permission by which it would be allowed without any link, on every resource of the type; none where none is enough. */
  everywhere: string | undefined;
  /** What would allow it where nothing does, in words, such as `role editor on this planner`. */
  wanted: string;
}

/**
 * The policy of a feature on its own resources, for explanations. The very same policy decides requests:
 * whoever implements this asks it, and has no rule of its own. `ResourceStandings` finds it; a provider is enough.
 */
export abstract class ResourceStanding {
  /** Type of resource → what permissions about it speak of: `planner` → `planners`, `activities`. */
  abstract readonly types: Readonly<Record<string, readonly string[]>>;

  /** Nothing where there is no such resource, or it was deleted. */
  abstract judge(question: StandingQuestion): Promise<StandingVerdict | undefined>;
}

/** Every `ResourceStanding` of the process, by the types of resources. */
@Injectable()
export class ResourceStandings implements OnApplicationBootstrap {
  private readonly byType = new Map<string, ResourceStanding>();

  constructor(private readonly discovery: DiscoveryService) {}

  /** @throws Error where two features claim a type */
  onApplicationBootstrap(): void {
    for (const standing of providersOf(this.discovery, ResourceStanding)) {
      for (const type of Object.keys(standing.types)) {
        if (this.byType.has(type)) throw new Error(`Two features explain the standing to ${type}`);
        this.byType.set(type, standing);
      }
    }
  }

  /** The types that can be asked about. */
  get types(): string[] {
    return [...this.byType.keys()].sort();
  }

  of(type: string): ResourceStanding | undefined {
    return this.byType.get(type);
  }
}
