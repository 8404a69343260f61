import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError, newId, type Id } from '@almanac/kernel';
import {
  appendEvent,
  AuditTrail,
  Database,
  PasswordHasher,
  RequestContext,
  UnitOfWork,
} from '@almanac/platform';
import { UserRepository } from './ports/user.repository';
import { refuseWeakPassword } from './accounts/weak-password';

export interface NewAdmin {
  email: string;
  password: string;
  /** Do nothing where there is an admin already. */
  ifMissing: boolean;
}

/** Makes an account with the role admin: for the command line and for the first start. */
@Injectable()
export class CreateAdmin {
  constructor(
    private readonly users: UserRepository,
    private readonly hasher: PasswordHasher,
    private readonly unitOfWork: UnitOfWork,
    private readonly database: Database,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * The id of the account, or undefined where there was an admin already.
   * @throws DomainError WEAK_PASSWORD; ALREADY_EXISTS where the address has an account
   */
  async createAdmin({ email, password, ifMissing }: NewAdmin): Promise<Id | undefined> {
    if (ifMissing && (await this.users.systemRoleIsHeld(this.database, 'admin'))) return undefined;
    refuseWeakPassword(password);
    const passwordHash = await this.hasher.hash(password);
    const ctx = RequestContext.system();
    return this.unitOfWork.run(ctx, async (tx) => {
      const id = newId();
      const made = await this.users.insert(tx, {
        id,
        email: email.trim(),
        passwordHash,
        displayName: 'Admin',
        createdFrom: 'api',
        acceptedTerms: false,
        // Whoever may start the server vouches for the address.
        emailVerified: true,
        tier: 'free',
      });
      if (!made) {
        // Of several replicas that start together, one makes the admin.
        if (ifMissing && (await this.users.systemRoleIsHeld(tx, 'admin'))) return undefined;
        throw new DomainError<ErrorCode>(
          'ALREADY_EXISTS',
          'There is an account with this e-mail address already',
        );
      }
      await this.users.grantSystemRole(tx, id, 'admin', null);
      await appendEvent(tx, ctx, {
        name: 'user.registered',
        payload: { userId: id },
        resource: { type: 'user', id, version: 1 },
      });
      this.audit.record(tx, ctx, { action: 'admin.created', resource: { type: 'user', id } });
      return id;
    });
  }
}
