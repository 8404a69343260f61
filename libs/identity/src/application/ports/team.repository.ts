import type { TeamRole } from '@almanac/contracts';
import type { Id } from '@almanac/kernel';
import type { PageRequest, Queryable, RequestContext, Transaction } from '@almanac/platform';

/** A team as somebody sees it. */
export interface Team {
  id: Id;
  name: string;
  description: string | null;
  /** Of whoever looks; null for who does not belong to it. */
  role: TeamRole | null;
  memberCount: number;
  version: number;
  /** Grows with every change among the members. */
  tick: number;
  createdAt: Date;
  updatedAt: Date;
}

export interface TeamValues {
  name: string;
  description: string | null;
}

export interface TeamMember {
  userId: Id;
  displayName: string | null;
  email: string;
  role: TeamRole;
  joinedAt: Date;
}

export interface TeamFilter {
  /** In name and description. */
  search?: string | undefined;
  role?: TeamRole | undefined;
}

export interface MemberFilter {
  /** In names; in addresses too where they are shown. */
  search?: string | undefined;
  role?: TeamRole | undefined;
}

/** Teams and who belongs to them, in PostgreSQL. */
export abstract class TeamRepository {
  /** Keeps every other change of the team and its members waiting until the transaction ends. */
  abstract lock(tx: Transaction, id: Id): Promise<void>;
  /** Keeps changes waiting, but not others who only hold it, too. */
  abstract hold(tx: Transaction, id: Id): Promise<void>;
  /** The teams that somebody owns, alone or with others, locked as by `lock`. */
  abstract lockOwnedBy(tx: Transaction, userId: Id): Promise<void>;
  /** The teams that nobody else owns whose account is there. */
  abstract ownedAlone(tx: Transaction, userId: Id): Promise<{ id: Id; name: string }[]>;
  abstract find(queryable: Queryable, id: Id, userId: Id): Promise<Team | undefined>;
  /** Whether none of its owners may have teams any more. */
  abstract hasLapsed(queryable: Queryable, id: Id): Promise<boolean>;
  abstract nameOf(queryable: Queryable, id: Id): Promise<string | undefined>;
  /** `data` of the list of the teams that somebody belongs to. */
  abstract list(ctx: RequestContext, userId: Id, filter: TeamFilter, page: PageRequest): Promise<string>;
  abstract insert(tx: Transaction, id: Id, values: TeamValues): Promise<void>;
  abstract update(tx: Transaction, id: Id, values: TeamValues): Promise<void>;
  abstract delete(tx: Transaction, id: Id): Promise<void>;
  /** Says that something among the members changed. */
  abstract touch(tx: Transaction, id: Id): Promise<void>;

  abstract member(queryable: Queryable, id: Id, userId: Id): Promise<TeamMember | undefined>;
  abstract memberIds(queryable: Queryable, id: Id): Promise<Id[]>;
  /** The teams that somebody belongs to. */
  abstract idsOf(queryable: Queryable, userId: Id): Promise<Id[]>;
  /** The longest-standing owner whose account is there. */
  abstract firstOwner(queryable: Queryable, id: Id): Promise<Id | undefined>;
  /** Whether an owner besides this one has an account that was not deleted; it stays until the transaction ends. */
  abstract hasOtherOwner(tx: Transaction, id: Id, userId: Id): Promise<boolean>;
  abstract addMember(tx: Transaction, id: Id, userId: Id, role: TeamRole): Promise<void>;
  abstract setRole(tx: Transaction, id: Id, userId: Id, role: TeamRole): Promise<void>;
  abstract removeMember(tx: Transaction, id: Id, userId: Id): Promise<void>;
  /** `data` of the list of members. */
  abstract members(
    ctx: RequestContext,
    id: Id,
    filter: MemberFilter,
    page: PageRequest,
    options: { emails: boolean },
  ): Promise<string>;
}
