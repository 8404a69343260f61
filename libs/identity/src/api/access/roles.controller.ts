import { Body, Controller, Delete, Get, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  created,
  Ctx,
  done,
  Endpoint,
  IdParam,
  JsonText,
  ok,
  type Answer,
  type RequestContext,
} from '@almanac/platform';
import { RoleService } from '../../application/access/role.service';
import { ROLE_ID } from '../../domain/access/example-ids';
import { CreateRoleDto, RoleDto, RoleListQueryDto, toRoleDto, UpdateRoleDto } from './role.dto';

const read = ['read:roles'] as const;
const write = ['write:roles'] as const;
const bearer = ['bearer'] as const;

@ApiTags('admin')
@Controller('admin/roles')
export class RolesController {
  constructor(private readonly roles: RoleService) {}

  @Get()
  @Endpoint({
    id: 'listRoles',
    summary: 'List roles',
    description: 'System roles and custom ones.',
    access: read,
    credentials: bearer,
    list: { name: 'roles', of: RoleDto },
  })
  async list(@Ctx() ctx: RequestContext, @Query() query: RoleListQueryDto): Promise<Answer> {
    const { search, system } = query;
    return ok(new JsonText(await this.roles.list(ctx, { search, system }, query.pageRequest())));
  }

  @Post()
  @Endpoint({
    id: 'createRole',
    summary: 'Create a custom role',
    description: 'Nobody can put into a role what they do not hold themselves.',
    message: 'Role created',
    access: write,
    credentials: bearer,
    recentProof: true,
    data: RoleDto,
    status: 201,
    errors: ['ALREADY_EXISTS'],
  })
  async create(@Ctx() ctx: RequestContext, @Body() body: CreateRoleDto): Promise<Answer<RoleDto>> {
    const { name, description = '', permissions, mfaRequired = false } = body;
    const role = await this.roles.create(ctx, { name, description, permissions, mfaRequired });
    return created(toRoleDto(role), {
      location: `/api/v1/admin/roles/${role.id}`,
      etag: `v${role.version}`,
    });
  }

  @Get(':id')
  @Endpoint({
    id: 'getRole',
    summary: 'Get a role',
    access: read,
    credentials: bearer,
    data: RoleDto,
    versioned: true,
  })
  async get(@Ctx() ctx: RequestContext, @IdParam('id', ROLE_ID) id: string): Promise<Answer<RoleDto>> {
    const role = await this.roles.get(ctx, id);
    return ok(toRoleDto(role), { etag: `v${role.version}` });
  }

  @Patch(':id')
  @Endpoint({
    id: 'updateRole',
    summary: 'Update a role',
    description:
      'A merge patch; counts for everybody who holds the role from their next request on. Of system roles `mfaRequired` alone can be set.',
    message: 'Role updated',
    access: write,
    credentials: bearer,
    recentProof: true,
    data: RoleDto,
    versioned: true,
    errors: ['ALREADY_EXISTS'],
  })
  async update(
    @Ctx() ctx: RequestContext,
    @IdParam('id', ROLE_ID) id: string,
    @Body() { name, description, permissions, mfaRequired }: UpdateRoleDto,
  ): Promise<Answer<RoleDto>> {
    const role = await this.roles.update(ctx, id, { name, description, permissions, mfaRequired });
    return ok(toRoleDto(role), { etag: `v${role.version}` });
  }

  @Delete(':id')
  @Endpoint({
    id: 'deleteRole',
    summary: 'Delete a custom role',
    description: 'Whoever holds it does so no longer, from their next request on.',
    message: 'Role deleted',
    access: write,
    credentials: bearer,
    recentProof: true,
    versioned: true,
  })
  async remove(@Ctx() ctx: RequestContext, @IdParam('id', ROLE_ID) id: string): Promise<Answer<null>> {
    await this.roles.remove(ctx, id);
    return done();
  }
}
