import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { tokenHash, UnitOfWork, type RequestContext } from '@almanac/platform';
import { newApiKey, prefixOf } from '../../domain/access/api-key-text';
import { API_KEY_ID, OTHER_API_KEY_ID, ROLE_ID, USER_ID } from '../../domain/access/example-ids';
import { ApiKeyRepository } from '../ports/api-key.repository';
import { RoleRepository } from '../ports/role.repository';
import { UserRepository } from '../ports/user.repository';
import { ExampleTeamService } from '../teams/example-team.service';

const KEYS: readonly [Id, string][] = [
  [API_KEY_ID, 'Backup script'],
  [OTHER_API_KEY_ID, 'Old script'],
];

/** Makes what the examples of the API document on keys, roles and teams are about, for whoever tries the API out. */
@Injectable()
export class ExampleAccessService {
  constructor(
    private readonly keys: ApiKeyRepository,
    private readonly roles: RoleRepository,
    private readonly users: UserRepository,
    private readonly team: ExampleTeamService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Does nothing where it was made before: its ids are fixed. */
  async make(ctx: RequestContext, ownerId: Id): Promise<void> {
    await this.unitOfWork.run(ctx, async (tx) => {
      if (await this.roles.find(tx, ROLE_ID)) return;
      await this.roles.insert(tx, ROLE_ID, {
        name: 'support',
        description: 'Sees and mends accounts.',
        permissions: ['read:users', 'write:users'],
        mfaRequired: false,
      });
      await this.users.insert(tx, {
        id: USER_ID,
        email: 'grace@example.com',
        // Nobody signs in by it.
        passwordHash: null,
        displayName: 'Grace Hopper',
        createdFrom: 'api',
        acceptedTerms: false,
        emailVerified: true,
        tier: 'free',
      });
      for (const [id, name] of KEYS) {
        // Nobody ever sees what it is called with.
        const secret = newApiKey('test');
        await this.keys.insert(tx, {
          id,
          userId: ownerId,
          name,
          prefix: prefixOf(secret),
          tokenHash: tokenHash(secret),
          permissions: ['read:own-planners', 'read:own-activities'],
          allowedIps: [],
          expiresAt: null,
        });
      }
      await this.team.make(ctx, ownerId);
    });
  }
}
