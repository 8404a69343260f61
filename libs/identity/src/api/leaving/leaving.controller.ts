import { Body, Controller, Delete, Post, Res } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import { Ctx, Endpoint, ok, type Answer, type EndpointOptions, type RequestContext } from '@almanac/platform';
import type { FastifyReply } from 'fastify';
import { AccountDeletionService } from '../../application/leaving/account-deletion.service';
import { DataExportRequests } from '../../application/leaving/data-export-requests';
import { SessionCookies } from '../session-cookies';
import { DataExportDto, DeletedMeDto, DeleteMeDto } from './leaving.dto';

/** The same at both of its addresses. */
const deletion = {
  message: 'Your account is deleted',
  access: ['write:own-profile'],
  credentials: ['bearer'],
  data: DeletedMeDto,
  errors: [
    'ACCOUNT_LOCKED',
    'RATE_LIMIT_EXCEEDED',
    'REAUTHENTICATION_REQUIRED',
    'CONFLICT',
    'SERVICE_UNAVAILABLE',
  ],
  rateBucket: 'session',
} satisfies Partial<EndpointOptions>;

@ApiTags('users')
@Controller('users/me')
export class LeavingController {
  constructor(
    private readonly deletion: AccountDeletionService,
    private readonly exports: DataExportRequests,
    private readonly cookies: SessionCookies,
  ) {}

  @Post('data-export')
  @Endpoint({
    id: 'exportMyData',
    summary: 'Export your personal data',
    description:
      'Makes a ZIP of JSON files in the background: follow the job, or wait for the mail with the link, which is good for a day. Within an hour a second call gives the same job.',
    message: 'The export is being made',
    access: ['read:own-profile'],
    credentials: ['bearer'],
    data: DataExportDto,
    status: 202,
  })
  async exportData(@Ctx() ctx: RequestContext): Promise<Answer<DataExportDto>> {
    const jobId = await this.exports.request(ctx);
    return ok({ jobId }, { location: `/api/v1/jobs/${jobId}`, status: 202 });
  }

  @Delete()
  @ApiBody({ type: DeleteMeDto, required: false })
  @Endpoint({
    id: 'deleteMe',
    summary: 'Delete your account',
    description:
      'Ends all sessions and stops your API keys at once, and mails you a link to an export of your data, good for 7 days. Signing in within 30 days restores the account as it was; after that everything is removed for good. Wrong guesses at the password (422) are counted like those at sign-in. An account without a password needs a recent proof of identity instead. The last admin cannot leave, nor the last owner of a team (409).',
    ...deletion,
  })
  async delete(
    @Ctx() ctx: RequestContext,
    @Body() body: DeleteMeDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer<DeletedMeDto>> {
    const deleted = await this.deletion.delete(ctx, body.password);
    this.cookies.clearTokens(reply);
    return ok(deleted);
  }

  @Post('delete')
  @ApiBody({ type: DeleteMeDto, required: false })
  @Endpoint({
    id: 'deleteMeByPost',
    summary: 'Delete your account, by POST',
    description: 'The same as `DELETE /users/me`, for clients whose DELETE takes no body.',
    ...deletion,
  })
  async deleteByPost(
    @Ctx() ctx: RequestContext,
    @Body() body: DeleteMeDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer<DeletedMeDto>> {
    return this.delete(ctx, body, reply);
  }
}
