import { permissionCatalogue } from '@almanac/contracts';
import {
  DateTimeField,
  Flag,
  IdField,
  Int,
  ListQuery,
  NestedList,
  OneOf,
  Text,
  TextList,
} from '@almanac/platform';
import type { Role } from '../../application/ports/role.repository';
import { API_KEY_ID, ROLE_ID, USER_ID } from '../../domain/access/example-ids';

const TIME = '2026-01-25T15:30:00.000Z';
const MAX_INT = 2 ** 31 - 1;
const MAX_PERMISSIONS = 100;
const EXAMPLE = ['read:users', 'write:users'];
const PLANNER_ID = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b01';
const permissionsText = `Of the catalogue (${Object.keys(permissionCatalogue).length} permissions, \`GET /api/v1/admin/permissions\`), or wildcards; you must hold each yourself.`;
const nameRule = {
  pattern: /^[\p{L}\p{N}](?:[\p{L}\p{N} ._-]*[\p{L}\p{N}])?$/u,
  patternName:
    'of letters, digits, spaces, dots, hyphens and underscores, with a letter or digit at both ends',
};

export class CreateRoleDto {
  @Text({ min: 1, max: 50, ...nameRule, example: 'helpdesk', description: 'Unique, whatever its case.' })
  name!: string;

  @Text({ max: 500, optional: true, example: 'Sees and mends accounts.' })
  description?: string;

  @TextList({ maxItems: MAX_PERMISSIONS, max: 100, example: EXAMPLE, description: permissionsText })
  permissions!: string[];

  @Flag({ optional: true, default: false, description: 'Who holds it must sign in with a second factor.' })
  mfaRequired?: boolean;
}

/** What to change of a role: absent stays. Of a system role `mfaRequired` alone. */
export class UpdateRoleDto {
  @Text({ min: 1, max: 50, ...nameRule, optional: true })
  name?: string;

  @Text({ max: 500, optional: true, example: 'Sees and mends accounts.' })
  description?: string;

  @TextList({
    maxItems: MAX_PERMISSIONS,
    max: 100,
    optional: true,
    example: EXAMPLE,
    description: permissionsText,
  })
  permissions?: string[];

  @Flag({ optional: true, description: 'Who holds it must sign in with a second factor.' })
  mfaRequired?: boolean;
}

export class RoleDto {
  @IdField({ example: ROLE_ID })
  id!: string;

  @Text({ max: 50, example: 'support' })
  name!: string;

  @Text({ max: 500, example: 'Sees and mends accounts.' })
  description!: string;

  @Flag({ example: false, description: 'Cannot be deleted, and keeps its name and permissions.' })
  system!: boolean;

  @TextList({ maxItems: MAX_PERMISSIONS, max: 100, example: EXAMPLE })
  permissions!: readonly string[];

  @Flag({ example: false })
  mfaRequired!: boolean;

  @Int({ min: 1, max: MAX_INT, example: 1 })
  version!: number;

  @DateTimeField({ example: TIME })
  createdAt!: string;

  @DateTimeField({ example: TIME })
  updatedAt!: string;
}

export class RoleListQueryDto extends ListQuery({
  sorts: ['createdAt', 'name'],
  defaultLimit: 20,
  maxLimit: 100,
}) {
  @Text({ min: 1, max: 200, optional: true, description: 'In name and description.' })
  search?: string;

  @Flag({ optional: true, description: 'System roles alone, or custom ones alone.' })
  system?: boolean;
}

export class PermissionDto {
  @Text({ max: 100, example: 'read:own-planners' })
  name!: string;

  @Text({ max: 200, example: 'See planners that you own or that are shared with you.' })
  description!: string;

  @TextList({ maxItems: 1000, max: 50, example: ['free', 'premium'], description: 'Roles that hold it.' })
  roles!: string[];
}

export class PermissionCatalogueDto {
  @NestedList(() => PermissionDto, { maxItems: 1000 })
  permissions!: PermissionDto[];
}

export class SetUserRolesDto {
  @TextList({
    maxItems: 50,
    max: 50,
    example: ['support'],
    description: 'Names or ids of custom roles, and `admin`. The role of the tier follows the tier.',
  })
  roles!: string[];
}

export class HeldRoleDto {
  @IdField({ example: ROLE_ID })
  id!: string;

  @Text({ max: 50, example: 'support' })
  name!: string;

  @OneOf(['tier', 'role'], { example: 'role', description: '`tier`: it comes with the subscription.' })
  source!: string;

  @TextList({ maxItems: MAX_PERMISSIONS, max: 100, example: EXAMPLE })
  permissions!: readonly string[];
}

export class UserRolesDto {
  @IdField({ example: USER_ID })
  userId!: string;

  @NestedList(() => HeldRoleDto, { maxItems: 100 })
  roles!: HeldRoleDto[];
}

export class ExplainDto {
  @IdField({ optional: true, description: 'Whom it is about; or give `apiKeyId`.' })
  userId?: string;

  @IdField({ optional: true, example: API_KEY_ID, description: 'Which key it is about; or give `userId`.' })
  apiKeyId?: string;

  @Text({ min: 1, max: 100, example: 'read:own-planners', description: 'One of the catalogue.' })
  permission!: string;

  @Text({
    min: 1,
    max: 50,
    optional: true,
    example: 'planner',
    description: 'Type of the resource that it is about: `planner`, `section`, `activity` …',
  })
  resourceType?: string;

  @IdField({ optional: true, example: PLANNER_ID })
  resourceId?: string;
}

export class ReasonDto {
  @OneOf(['role', 'tier', 'collaboration', 'team', 'key'], { example: 'tier' })
  type!: string;

  @IdField({ example: '01936b00-0000-7000-8000-000000000002' })
  id!: string;

  @Text({ max: 100, example: 'premium' })
  name!: string;

  @TextList({ maxItems: MAX_PERMISSIONS, max: 100, example: ['read:own-planners'] })
  grants!: readonly string[];
}

export class ExplanationDto {
  @Flag({ example: true })
  allowed!: boolean;

  @NestedList(() => ReasonDto, { maxItems: 200 })
  via!: ReasonDto[];

  @TextList({
    maxItems: 10,
    max: 200,
    example: [],
    description: 'What is lacking. Where it is about one resource, each entry by itself would be enough.',
  })
  missing!: string[];
}

export function toRoleDto(role: Role): RoleDto {
  const { createdAt, updatedAt, ...rest } = role;
  return { ...rest, createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() };
}
