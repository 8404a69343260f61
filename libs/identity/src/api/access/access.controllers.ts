import { AdminApiKeysController } from './admin-api-keys.controller';
import { ApiKeysController } from './api-keys.controller';

/** API keys, roles and permissions. */
export const accessControllers = [ApiKeysController, AdminApiKeysController];
