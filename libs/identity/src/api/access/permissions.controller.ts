import { Body, Controller, Get, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, Endpoint, IdParam, ok, type Answer, type RequestContext } from '@almanac/platform';
import { ExplainService, type Explanation } from '../../application/access/explain.service';
import { PermissionQueries } from '../../application/access/permission-queries';
import { UserRolesService } from '../../application/access/user-roles.service';
import { USER_ID } from '../../domain/access/example-ids';
import {
  ExplainDto,
  ExplanationDto,
  PermissionCatalogueDto,
  SetUserRolesDto,
  UserRolesDto,
} from './role.dto';

@ApiTags('admin')
@Controller('admin')
export class PermissionsController {
  constructor(
    private readonly queries: PermissionQueries,
    private readonly explaining: ExplainService,
    private readonly userRoles: UserRolesService,
  ) {}

  @Get('permissions')
  @Endpoint({
    id: 'listPermissions',
    summary: 'List all permissions',
    description: 'Every permission with a sentence, and the roles that hold it.',
    access: ['read:roles'],
    data: PermissionCatalogueDto,
  })
  async catalogue(@Ctx() ctx: RequestContext): Promise<Answer<PermissionCatalogueDto>> {
    return ok({ permissions: await this.queries.catalogue(ctx) });
  }

  @Post('permissions/explain')
  @Endpoint({
    id: 'explainPermission',
    summary: 'Explain whether somebody may do something',
    description:
      'About a user or an API key, in general or with one resource. `via` names every role, tier, collaboration, team and key that allows it; `missing` says what is lacking.',
    access: ['read:roles'],
    data: ExplanationDto,
    errors: ['NOT_FOUND'],
  })
  async explain(@Ctx() ctx: RequestContext, @Body() body: ExplainDto): Promise<Answer<Explanation>> {
    const { userId, apiKeyId, permission, resourceType, resourceId } = body;
    return ok(await this.explaining.explain(ctx, { userId, apiKeyId, permission, resourceType, resourceId }));
  }

  @Put('users/:id/roles')
  @Endpoint({
    id: 'setUserRoles',
    summary: "Set a user's roles",
    description:
      'These roles and no others, beside the one of the tier; counts from their next request on, and closes their sockets. You must hold all that each role grants which you give or take. The last admin stays one.',
    message: 'Roles set',
    access: ['write:roles'],
    credentials: ['bearer'],
    recentProof: true,
    data: UserRolesDto,
    errors: ['CONFLICT'],
  })
  async setRoles(
    @Ctx() ctx: RequestContext,
    @IdParam('id', USER_ID) userId: string,
    @Body() { roles }: SetUserRolesDto,
  ): Promise<Answer<UserRolesDto>> {
    const held = await this.userRoles.replace(ctx, userId, roles);
    return ok({ userId, roles: held });
  }
}
