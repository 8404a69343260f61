import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { TeamRole } from '@almanac/contracts';
import type { Id } from '@almanac/kernel';
import type { Principal, RequestContext } from '../context';
import type { Queryable, Transaction } from '../database';
import { providersOf } from './providers-of';

/** How a caller stands to a team that exists. */
export interface TeamStanding {
  /** Null for who does not belong to it. */
  role: TeamRole | null;
  /** May see it and what it owns: as a member, or by a permission over all teams. */
  reads: boolean;
  /** May make things for it, likewise. */
  makes: boolean;
}

/** One whose members stay as they are for the present. */
export interface HeldTeam extends TeamStanding {
  /** None of its owners has a tier with teams any more: nothing may be made for it. */
  lapsed: boolean;
}

/** Teams as features see them that let teams own things. Identity keeps teams, and implements it. */
export abstract class Teams {
  /** Nothing where there is no such team. */
  abstract standing(queryable: Queryable, caller: Principal, teamId: Id): Promise<TeamStanding | undefined>;

  /**
   * The same, and the team and its members stay as they are until the transaction ends: to be asked before
   * something is made for a team.
   */
  abstract hold(tx: Transaction, caller: Principal, teamId: Id): Promise<HeldTeam | undefined>;

  /** Who belongs to the team. */
  abstract memberIds(queryable: Queryable, teamId: Id): Promise<Id[]>;

  /** The teams that the user belongs to. */
  abstract idsOf(queryable: Queryable, userId: Id): Promise<Id[]>;
}

/** What teams own in a feature. */
export abstract class TeamPossessions {
  /** The plural by which people know them: `planners`. */
  abstract readonly name: string;

  /** How many the team has that are in use. The team is locked. */
  abstract count(tx: Transaction, teamId: Id): Promise<number>;

  /** Gives what is left of the team's, such as its trash, to this person: the team is about to go. */
  abstract handOver(tx: Transaction, ctx: RequestContext, teamId: Id, to: Id): Promise<void>;
}

/** What teams own, in every feature. */
@Injectable()
export class AllTeamPossessions {
  constructor(private readonly discovery: DiscoveryService) {}

  all(): TeamPossessions[] {
    return providersOf(this.discovery, TeamPossessions);
  }
}
