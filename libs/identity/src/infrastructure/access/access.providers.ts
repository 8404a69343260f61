import { AdminApiKeyService } from '../../application/access/admin-api-key.service';
import { ApiKeyService } from '../../application/access/api-key.service';
import { ApiKeyStates } from '../../application/access/api-key-states';
import { AuthorisationChanges } from '../../application/access/authorisation-changes';
import { ExampleAccessService } from '../../application/access/example-access.service';
import { ApiKeyRepository } from '../../application/ports/api-key.repository';
import { SqlApiKeyRepository } from './sql-api-key.repository';

/** API keys, roles, and what somebody may do. */
export const accessProviders = [
  { provide: ApiKeyRepository, useClass: SqlApiKeyRepository },
  ApiKeyStates,
  AuthorisationChanges,
  ApiKeyService,
  AdminApiKeyService,
  ExampleAccessService,
];
