import { AdminApiKeysController } from './admin-api-keys.controller';
import { ApiKeysController } from './api-keys.controller';
import { PermissionsController } from './permissions.controller';
import { RolesController } from './roles.controller';

/** API keys, roles and permissions. */
export const accessControllers = [
  ApiKeysController,
  AdminApiKeysController,
  RolesController,
  PermissionsController,
];
