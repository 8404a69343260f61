import { Injectable } from '@nestjs/common';
import { permissionCatalogue } from '@almanac/contracts';
import { includesPermission, type Id } from '@almanac/kernel';
import { Database, type RequestContext } from '@almanac/platform';
import { RoleRepository } from '../ports/role.repository';

export interface CataloguedPermission {
  name: string;
  /** A sentence for people. */
  description: string;
  /** Names of the roles that hold it, by itself or by a wider one. */
  roles: string[];
}

/** Questions about permissions and roles. */
@Injectable()
export class PermissionQueries {
  constructor(
    private readonly roles: RoleRepository,
    private readonly database: Database,
  ) {}

  async catalogue(ctx: RequestContext): Promise<CataloguedPermission[]> {
    const roles = await this.roles.all(this.database.for(ctx));
    return Object.entries(permissionCatalogue).map(([name, description]) => ({
      name,
      description,
      roles: roles
        .filter((role) => role.permissions.some((grant) => includesPermission(grant, name)))
        .map((role) => role.name),
    }));
  }

  /** Whether one of the user's roles, that of the tier included, asks for a second factor at sign-in. */
  requiresMfa(ctx: RequestContext, userId: Id): Promise<boolean> {
    return this.roles.requiresMfa(this.database.for(ctx), userId);
  }
}
