import { Body, Controller, Delete, Get, Patch, Post, Query } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import {
  Ctx,
  done,
  Endpoint,
  IdParam,
  JsonText,
  ok,
  type Answer,
  type RequestContext,
} from '@almanac/platform';
import { AdminStatsService } from '../../application/admin/admin-stats.service';
import { AdminUserQueries } from '../../application/admin/admin-user-queries';
import { AdminUsersService } from '../../application/admin/admin-users.service';
import { ImpersonationService } from '../../application/admin/impersonation.service';
import { MfaResetService } from '../../application/admin/mfa-reset.service';
import { AdminStatsDto } from './admin-stats.dto';
import {
  AdminSessionDto,
  AdminSessionListQueryDto,
  AdminUpdateUserDto,
  AdminUserDto,
  AdminUserListQueryDto,
  AdminUserRowDto,
  ImpersonationDto,
  UPDATE_USER_EXAMPLE,
} from './admin-user.dto';
import { USER_ID } from '../../domain/access/example-ids';

const read = ['read:users'] as const;
const write = ['write:users'] as const;

@ApiTags('admin')
@Controller('admin')
export class AdminUsersController {
  constructor(
    private readonly users: AdminUsersService,
    private readonly queries: AdminUserQueries,
    private readonly impersonation: ImpersonationService,
    private readonly mfaReset: MfaResetService,
    private readonly stats: AdminStatsService,
  ) {}

  @Get('users')
  @Endpoint({
    id: 'listUsers',
    summary: 'List all accounts',
    access: read,
    list: { name: 'users', of: AdminUserRowDto },
  })
  async list(@Ctx() ctx: RequestContext, @Query() query: AdminUserListQueryDto): Promise<Answer> {
    const { search, status, tier, role, emailVerified } = query;
    const filter = { search, status, tier, role, emailVerified };
    return ok(new JsonText(await this.queries.list(ctx, filter, query.pageRequest())));
  }

  @Get('users/:id')
  @Endpoint({ id: 'getUser', summary: 'Get an account', access: read, data: AdminUserDto, versioned: true })
  async see(@Ctx() ctx: RequestContext, @IdParam('id', USER_ID) id: string): Promise<Answer> {
    const { json, version } = await this.queries.see(ctx, id);
    return ok(new JsonText(json), { etag: `v${version}` });
  }

  @Patch('users/:id')
  @ApiBody({
    type: AdminUpdateUserDto,
    examples: {
      verify: { summary: 'Verify and unlock', value: UPDATE_USER_EXAMPLE },
      tier: { summary: 'Give a tier', value: { tier: 'premium' } },
    },
  })
  @Endpoint({
    id: 'updateUser',
    summary: 'Suspend, verify, unlock or change an account',
    description:
      'A suspension ends all sessions and sockets at once, on every replica. The last admin cannot be suspended (409). `tier` sets a tier by hand, beside what a subscription pays for: the higher of the two counts, from the next request on, on every replica. `tierUntil` says when it ends; null or `free` for `tier` takes it back. Where a subscription pays for more than the tier asked for, the answer is 409: cancel the subscription first.',
    message: 'Account updated',
    access: write,
    data: AdminUserDto,
    versioned: true,
    errors: ['CONFLICT'],
  })
  async update(
    @Ctx() ctx: RequestContext,
    @IdParam('id', USER_ID) id: string,
    @Body() body: AdminUpdateUserDto,
  ): Promise<Answer> {
    const { status, emailVerified, tier, tierUntil, displayName, unlock } = body;
    const patch = { status, emailVerified, tier, tierUntil, displayName, unlock };
    const { json, version } = await this.users.update(ctx, id, patch);
    return ok(new JsonText(json), { etag: `v${version}` });
  }

  @Get('users/:id/sessions')
  @Endpoint({
    id: 'listUserSessions',
    summary: 'List the open sessions of an account',
    access: read,
    list: { name: 'sessions', of: AdminSessionDto },
  })
  async sessions(
    @Ctx() ctx: RequestContext,
    @IdParam('id', USER_ID) id: string,
    @Query() query: AdminSessionListQueryDto,
  ): Promise<Answer> {
    return ok(new JsonText(await this.queries.sessionsOf(ctx, id, query.pageRequest())));
  }

  @Delete('users/:id/sessions')
  @Endpoint({
    id: 'endUserSessions',
    summary: 'End all sessions of an account',
    description: 'Their access tokens stop working at once, on every replica.',
    message: 'All sessions of the account were ended',
    access: write,
    credentials: ['bearer'],
  })
  async endSessions(@Ctx() ctx: RequestContext, @IdParam('id', USER_ID) id: string): Promise<Answer<null>> {
    await this.users.endSessions(ctx, id);
    return done();
  }

  @Delete('users/:id/mfa')
  @Endpoint({
    id: 'resetUserMfa',
    summary: 'Remove the second factors of an account',
    description:
      'For people who have lost their phone and their backup codes: authenticator, backup codes and trusted devices go, all sessions end, and the person is told by mail. Passkeys stay. A role that demands a second factor has them set one up at their next sign-in.',
    message: 'The second factor was taken off',
    access: write,
    recentProof: true,
    errors: ['CONFLICT'],
  })
  async resetMfa(@Ctx() ctx: RequestContext, @IdParam('id', USER_ID) id: string): Promise<Answer<null>> {
    await this.mfaReset.reset(ctx, id);
    return done();
  }

  @Post('users/:id/impersonate')
  @Endpoint({
    id: 'impersonateUser',
    summary: 'Act as a user for ten minutes',
    description:
      'Never as an admin, nor as somebody who may do more than you. It cannot touch passwords, second factors, keys or roles, and it ends with your own session. Every step is on record under your name.',
    message: 'You act as this user for ten minutes',
    access: ['impersonate:users'],
    recentProof: true,
    data: ImpersonationDto,
  })
  async impersonate(
    @Ctx() ctx: RequestContext,
    @IdParam('id', USER_ID) id: string,
  ): Promise<Answer<ImpersonationDto>> {
    const token = await this.impersonation.begin(ctx, id);
    return ok(token, { secretOf: id });
  }

  @Get('stats')
  @Endpoint({
    id: 'getAdminStats',
    summary: 'Get figures of the whole system',
    access: ['read:stats'],
    data: AdminStatsDto,
  })
  async readStats(): Promise<Answer<AdminStatsDto>> {
    return ok(await this.stats.read());
  }
}
