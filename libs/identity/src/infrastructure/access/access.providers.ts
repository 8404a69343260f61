import { AdminApiKeyService } from '../../application/access/admin-api-key.service';
import { ApiKeyService } from '../../application/access/api-key.service';
import { ApiKeyStates } from '../../application/access/api-key-states';
import { AuthorisationChanges } from '../../application/access/authorisation-changes';
import { ExampleAccessService } from '../../application/access/example-access.service';
import { PermissionQueries } from '../../application/access/permission-queries';
import { RoleService } from '../../application/access/role.service';
import { UserRolesService } from '../../application/access/user-roles.service';
import { ApiKeyRepository } from '../../application/ports/api-key.repository';
import { RoleRepository } from '../../application/ports/role.repository';
import { SqlApiKeyRepository } from './sql-api-key.repository';
import { SqlRoleRepository } from './sql-role.repository';

/** API keys, roles, and what somebody may do. */
export const accessProviders = [
  { provide: ApiKeyRepository, useClass: SqlApiKeyRepository },
  { provide: RoleRepository, useClass: SqlRoleRepository },
  ApiKeyStates,
  AuthorisationChanges,
  ApiKeyService,
  AdminApiKeyService,
  RoleService,
  UserRolesService,
  PermissionQueries,
  ExampleAccessService,
];
