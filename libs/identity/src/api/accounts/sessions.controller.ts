import { Controller, Delete, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, done, Endpoint, IdParam, ok, type Answer, type RequestContext } from '@almanac/platform';
import { SessionListService } from '../../application/accounts/session-list.service';
import { LoginHistoryEntryDto, LoginHistoryQuery, SessionDto, SessionListQuery } from './sessions.dto';
import { OF_SIGN_IN_ID } from '../../domain/access/example-ids';

function sessionsEnded(count: number): string {
  if (count === 0) return 'There was no other session';
  return count === 1 ? 'One session has ended' : `${count} sessions have ended`;
}

@ApiTags('auth')
@Controller('auth')
export class SessionsController {
  constructor(private readonly sessions: SessionListService) {}

  @Get('sessions')
  @Endpoint({
    id: 'listSessions',
    summary: 'List your sessions',
    access: [],
    credentials: ['bearer'],
    list: { name: 'sessions', of: SessionDto },
  })
  async list(@Ctx() ctx: RequestContext, @Query() query: SessionListQuery): Promise<Answer<object>> {
    return ok(await this.sessions.list(ctx, query.pageRequest()));
  }

  @Delete('sessions/:id')
  @Endpoint({
    id: 'endSession',
    summary: 'End a session',
    description:
      'Its tokens stop working with the next request, on every replica, and its sockets are closed.',
    message: 'The session has ended',
    access: [],
    credentials: ['bearer'],
  })
  async end(@Ctx() ctx: RequestContext, @IdParam('id', OF_SIGN_IN_ID) id: string): Promise<Answer<null>> {
    await this.sessions.end(ctx, id);
    return done();
  }

  @Delete('sessions')
  @Endpoint({
    id: 'endOtherSessions',
    summary: 'End all your other sessions',
    description: 'Only the session that asks goes on.',
    message: [sessionsEnded(3), sessionsEnded(1), sessionsEnded(0)],
    access: [],
    credentials: ['bearer'],
  })
  async endOthers(@Ctx() ctx: RequestContext): Promise<Answer<null>> {
    return done({ message: sessionsEnded(await this.sessions.endOthers(ctx)) });
  }

  @Get('login-history')
  @Endpoint({
    id: 'listLoginHistory',
    summary: 'List sign-ins to your account, and attempts',
    description: 'Sign-ins to your account and failed attempts, newest first, for twelve months.',
    access: [],
    credentials: ['bearer'],
    list: { name: 'history', of: LoginHistoryEntryDto },
  })
  async history(@Ctx() ctx: RequestContext, @Query() query: LoginHistoryQuery): Promise<Answer<object>> {
    return ok(await this.sessions.history(ctx, query.pageRequest()));
  }
}
