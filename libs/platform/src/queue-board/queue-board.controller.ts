import { Controller, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ok, type Answer } from '../http/answer';
import { DateTimeField, Text } from '../http/dto/fields';
import { Endpoint } from '../http/endpoint.decorator';
import { BOARD_PATH, QueueBoardSessions } from './queue-board-sessions';

export class QueueBoardSessionDto {
  @Text({ max: 100, example: BOARD_PATH, description: 'Open it in the same browser.' })
  url!: string;

  @DateTimeField({ example: '2026-01-25T15:45:00.000Z' })
  expiresAt!: string;
}

@ApiTags('admin')
@Controller('admin/queues')
export class QueueBoardController {
  constructor(private readonly sessions: QueueBoardSessions) {}

  @Post('session')
  @Endpoint({
    id: 'openQueueBoard',
    summary: 'Open the queue board in this browser',
    description:
      'Sets a cookie with which `/admin/queues` opens in this browser until the access token expires or its session ends.',
    message: 'The board is open',
    access: ['manage:queues'],
    recentProof: true,
    data: QueueBoardSessionDto,
  })
  open(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Answer<QueueBoardSessionDto> {
    return ok(this.sessions.open(request, reply));
  }
}
