import { permissionCatalogue } from '@almanac/contracts';
import {
  Custom,
  DateTimeField,
  IdField,
  Int,
  ListQuery,
  Text,
  TextList,
  type FieldCheck,
} from '@almanac/platform';
import type { ApiKeyWithSecret } from '../../application/access/api-key.service';
import type { ApiKey } from '../../application/ports/api-key.repository';
import { isAddressRange } from '../../domain/access/address-list';
import { API_KEY_ID } from '../../domain/access/example-ids';

const TIME = '2026-01-25T15:30:00.000Z';
const MAX_INT = 2 ** 31 - 1;
const MAX_PERMISSIONS = 100;
const MAX_ADDRESSES = 100;
const PERMISSIONS = ['read:own-planners', 'read:own-activities'];
const permissionsText = `Of the catalogue (${Object.keys(permissionCatalogue).length} permissions, \`GET /api/v1/admin/permissions\`). One without \`own-\` means "as far as I may"; a wildcard is for who holds it.`;
const addressesText =
  'IPv4 and IPv6 addresses and CIDR ranges that it may be used from; from anywhere where left out.';

const addressChecks: FieldCheck[] = [
  { rule: 'isArray', test: Array.isArray, must: 'must be a list' },
  {
    rule: 'maxItems',
    test: (value) => Array.isArray(value) && value.length <= MAX_ADDRESSES,
    must: `must have at most ${MAX_ADDRESSES} entries`,
  },
  {
    rule: 'isIpRange',
    test: (value) => Array.isArray(value) && value.every(isAddressRange),
    must: 'must hold IP addresses and CIDR ranges, such as 203.0.113.7 and 2001:db8::/32',
  },
];
const addressSchema = {
  type: 'array',
  maxItems: MAX_ADDRESSES,
  items: { type: 'string', minLength: 2, maxLength: 64 },
};

export class CreateApiKeyDto {
  @Text({ min: 1, max: 100, example: 'Backup script' })
  name!: string;

  @TextList({ maxItems: MAX_PERMISSIONS, max: 100, example: PERMISSIONS, description: permissionsText })
  permissions!: string[];

  @DateTimeField({ optional: true, nullable: true, description: 'For ever where left out.' })
  expiresAt?: string | null;

  @Custom(addressChecks, addressSchema, { optional: true, nullable: true, description: addressesText })
  allowedIps?: string[] | null;
}

/** What to change of a key: absent stays, null clears. */
export class UpdateApiKeyDto {
  @Text({ min: 1, max: 100, optional: true, example: 'Backup script' })
  name?: string;

  @TextList({
    maxItems: MAX_PERMISSIONS,
    max: 100,
    optional: true,
    example: PERMISSIONS,
    description: permissionsText,
  })
  permissions?: string[];

  @DateTimeField({ optional: true, nullable: true })
  expiresAt?: string | null;

  @Custom(addressChecks, addressSchema, { optional: true, nullable: true, description: addressesText })
  allowedIps?: string[] | null;
}

export class RotateApiKeyDto {
  static readonly mayBeAbsent = true;

  @Int({
    min: 0,
    max: 86_400,
    optional: true,
    default: 0,
    example: 3600,
    description: 'How long the key before lives on.',
  })
  overlapSeconds?: number;
}

/** An API key, never what it is called with. */
export class ApiKeyDto {
  @IdField({ example: API_KEY_ID })
  id!: string;

  @Text({ max: 100, example: 'Backup script' })
  name!: string;

  @Text({ max: 20, example: 'ak_live_9fKx2Q', description: 'How the key begins, to recognise it by.' })
  prefix!: string;

  @TextList({ maxItems: MAX_PERMISSIONS, max: 100, example: PERMISSIONS })
  permissions!: readonly string[];

  @Custom(addressChecks, addressSchema, { example: [], description: addressesText })
  allowedIps!: readonly string[];

  @DateTimeField({ nullable: true, example: null })
  expiresAt!: string | null;

  @DateTimeField({ nullable: true, example: TIME, description: 'To the minute.' })
  lastUsedAt!: string | null;

  @DateTimeField({ example: TIME })
  createdAt!: string;

  @DateTimeField({ example: TIME })
  updatedAt!: string;

  @Int({ min: 1, max: MAX_INT, example: 1 })
  version!: number;
}

export class ApiKeyWithSecretDto extends ApiKeyDto {
  @Text({ max: 100, description: 'Send it as `X-API-Key`. It is shown this once.' })
  key!: string;
}

export class RotatedApiKeyDto extends ApiKeyWithSecretDto {
  @DateTimeField({ example: TIME, description: 'Until then the key before is taken too.' })
  previousValidUntil!: string;
}

export class ApiKeyListQueryDto extends ListQuery({
  sorts: ['createdAt', 'name', 'lastUsedAt'],
  defaultLimit: 20,
  maxLimit: 100,
}) {}

export function toApiKeyDto(key: ApiKey) {
  return {
    id: key.id,
    name: key.name,
    prefix: key.prefix,
    permissions: key.permissions,
    allowedIps: key.allowedIps,
    expiresAt: key.expiresAt?.toISOString() ?? null,
    lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
    createdAt: key.createdAt.toISOString(),
    updatedAt: key.updatedAt.toISOString(),
    version: key.version,
  };
}

export function toApiKeyWithSecretDto(key: ApiKeyWithSecret) {
  return { ...toApiKeyDto(key), key: key.key };
}
