import { DateTimeField, IdField, Int, OneOf, Text } from '../http/dto/fields';
import { Custom } from '../http/dto/list-fields';
import { ListQuery } from '../http/dto/list-query.dto';
import { queueNames } from '../queue/queue-policy';
import { deadLetterStatuses, type DeadLetterStatus } from './dead-letters';

export const DEAD_LETTER_ID = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b71';

export class DeadLetterDto {
  @IdField({ example: DEAD_LETTER_ID })
  id!: string;

  @OneOf(queueNames, { example: 'mail' })
  queue!: string;

  @Text({ max: 100, example: 'verify-email' })
  name!: string;

  @IdField({
    example: DEAD_LETTER_ID,
    description: 'For which the job was put in. Its effect happens once for it.',
  })
  eventId!: string;

  @Text({ max: 128, example: DEAD_LETTER_ID, description: 'Of the request that caused it, as in the logs.' })
  requestId!: string;

  @Custom(
    [],
    { type: 'object', additionalProperties: true },
    { description: 'Ids, and nothing that is secret.', example: { userId: DEAD_LETTER_ID } },
  )
  payload!: object;

  @Int({ min: 0, max: 1000, example: 16, description: 'Tries that have failed.' })
  attempts!: number;

  @Text({ max: 2000, example: 'connect ECONNREFUSED 127.0.0.1:25', description: 'Of the last try.' })
  error!: string;

  @Text({ max: 8000, nullable: true, example: 'Error: connect ECONNREFUSED 127.0.0.1:25' })
  stack!: string | null;

  @OneOf(deadLetterStatuses, { example: 'open' })
  status!: DeadLetterStatus;

  @DateTimeField({ example: '2026-01-25T15:30:00.000Z' })
  failedAt!: string;

  @DateTimeField({ nullable: true, example: null, description: 'When an admin retried or discarded it.' })
  settledAt!: string | null;
}

export class DeadLetterListQueryDto extends ListQuery({
  sorts: ['failedAt'],
  defaultLimit: 20,
  maxLimit: 100,
}) {
  @OneOf(queueNames, { optional: true, description: 'Only those of this queue.' })
  queue?: string;

  @OneOf(deadLetterStatuses, { optional: true, description: '`open` where nothing is said.' })
  status?: DeadLetterStatus;
}

export class RetryDeadLettersDto {
  @OneOf(queueNames, { example: 'mail' })
  queue!: string;
}

export class RetriedDeadLettersDto {
  @Int({ min: 0, max: 500, example: 12 })
  retried!: number;

  @Int({
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    example: 0,
    description: 'Still open: call again, or see why.',
  })
  left!: number;
}
