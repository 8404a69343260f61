import { Injectable } from '@nestjs/common';
import { notFound, type Id } from '@almanac/kernel';
import { Database, type PageRequest, type RequestContext, type Transaction } from '@almanac/platform';
import type { User } from '../../domain/user';
import { AccountTierRepository, type LockedTier } from '../ports/account-tier.repository';
import { AdminUserRepository, type SeenUser, type UserFilter } from '../ports/admin-user.repository';
import { UserRepository } from '../ports/user.repository';
import { SignInGate } from '../sign-in-gate';

/** Accounts and their sessions, as admins see them. */
@Injectable()
export class AdminUserQueries {
  constructor(
    private readonly directory: AdminUserRepository,
    private readonly users: UserRepository,
    private readonly tiers: AccountTierRepository,
    private readonly gate: SignInGate,
    private readonly database: Database,
  ) {}

  list(ctx: RequestContext, filter: UserFilter, page: PageRequest): Promise<string> {
    return this.directory.page(ctx, filter, page);
  }

  /** @throws DomainError NOT_FOUND */
  async see(ctx: RequestContext, id: Id): Promise<SeenUser> {
    const queryable = this.database.for(ctx);
    const email = found(await this.directory.findEmail(queryable, id));
    return found(await this.directory.find(queryable, id, this.lockKeyOf(email)));
  }

  /** @throws DomainError NOT_FOUND */
  async sessionsOf(ctx: RequestContext, id: Id, page: PageRequest): Promise<string> {
    found(await this.directory.findEmail(this.database.for(ctx), id));
    return this.directory.sessionsOf(ctx, id, page);
  }

  /**
   * The account, locked until the transaction ends.
   * @throws DomainError NOT_FOUND
   */
  async lock(tx: Transaction, id: Id): Promise<User> {
    return found(await this.users.lock(tx, id));
  }

  /**
   * By what the account has its tier; locked as well.
   * @throws DomainError NOT_FOUND
   */
  async lockTier(tx: Transaction, id: Id): Promise<LockedTier> {
    return found(await this.tiers.lock(tx, id));
  }

  /** Under which failed sign-ins to the account are counted. */
  lockKeyOf(email: string): string {
    return this.gate.accountKey(email);
  }
}

/** @throws DomainError NOT_FOUND */
export function found<T>(user: T | undefined): T {
  if (user === undefined) throw notFound('User');
  return user;
}
