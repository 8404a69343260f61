import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError } from '@almanac/kernel';
import {
  appendEvent,
  AuditTrail,
  callerOf,
  Database,
  requireExpected,
  UnitOfWork,
  type RequestContext,
} from '@almanac/platform';
import { patchPreferences, type PreferencesPatch } from '../domain/preferences';
import type { ProfilePatch, User } from '../domain/user';
import { UsernameTaken, UserRepository } from './ports/user.repository';
import { SessionStates } from './session-states';

/** A person's own account, to see and to change. */
@Injectable()
export class ProfileService {
  constructor(
    private readonly users: UserRepository,
    private readonly states: SessionStates,
    private readonly unitOfWork: UnitOfWork,
    private readonly database: Database,
    private readonly audit: AuditTrail,
  ) {}

  async me(ctx: RequestContext): Promise<User> {
    return found(await this.users.findById(this.database.for(ctx), callerOf(ctx).userId));
  }

  /**
   * Changes what is named and leaves the rest.
   * @throws DomainError PRECONDITION_FAILED, ALREADY_EXISTS
   */
  async updateMe(
    ctx: RequestContext,
    patch: ProfilePatch,
    preferences: PreferencesPatch | undefined,
  ): Promise<User> {
    return this.unitOfWork.run(ctx, async (tx) => {
      const user = found(await this.users.lock(tx, callerOf(ctx).userId));
      requireExpected(ctx, user.version);
      const stored = preferences ? patchPreferences(user.preferences, preferences) : user.preferences;
      const affectsRequests = stored.timezone !== user.preferences.timezone;
      const values = {
        displayName: patched(user.displayName, patch.displayName),
        username: patched(user.username, patch.username),
        photoUrl: patched(user.photoUrl, patch.photoUrl),
        phoneNumber: patched(user.phoneNumber, patch.phoneNumber),
        bio: patched(user.bio, patch.bio),
        preferences: stored,
        affectsRequests,
      };
      const updated = await this.users.updateProfile(tx, user.id, values).catch(tellOfTakenUsername);
      await appendEvent(tx, ctx, {
        name: 'user.updated',
        payload: { userId: user.id },
        resource: { type: 'user', id: user.id, version: updated.version },
      });
      this.audit.record(tx, ctx, {
        action: 'user.profile.updated',
        resource: { type: 'user', id: user.id },
        after: { fields: changedFields(patch, preferences) },
      });
      if (affectsRequests) this.states.renewAfterCommit(tx, user.id);
      return updated;
    });
  }
}

function found(user: User | undefined): User {
  if (!user) throw new DomainError<ErrorCode>('NOT_FOUND', 'This account is gone');
  return user;
}

/** Their names alone: what people write about themselves is not for the log. */
function changedFields(patch: ProfilePatch, preferences: PreferencesPatch | undefined): string[] {
  const named = (values: object, prefix: string): string[] =>
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [prefix + name]));
  return [...named(patch, ''), ...named(preferences ?? {}, 'preferences.')];
}

function patched<T>(present: T, patch: T | undefined): T {
  return patch === undefined ? present : patch;
}

function tellOfTakenUsername(error: unknown): never {
  if (!(error instanceof UsernameTaken)) throw error;
  throw new DomainError<ErrorCode>('ALREADY_EXISTS', 'This username is taken', [
    { field: 'username', message: 'username is taken', rule: 'unique' },
  ]);
}
