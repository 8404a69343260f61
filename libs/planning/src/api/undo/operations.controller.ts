import { Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, Endpoint, IdField, IdParam, ok, type Answer, type RequestContext } from '@almanac/platform';
import { UndoService } from '../../application/undo/undo.service';
import { EVENT_ID, OPERATION_ID } from '../../domain/example-ids';
import { operation } from '../written';

/** What was taken back, and by what. */
export class UndoneDto {
  @IdField({ example: OPERATION_ID, description: 'The operation that was undone.' })
  undone!: string;

  @IdField({ example: EVENT_ID, description: 'The operation that undid it; undo that to have it again.' })
  operationId!: string;
}

@ApiTags('sync')
@Controller('operations')
export class OperationsController {
  constructor(private readonly undoing: UndoService) {}

  @Post(':id/undo')
  @Endpoint({
    id: 'undoOperation',
    summary: 'Undo an operation of yours',
    description:
      'The id is the `X-Operation-Id` of a write of yours in the last 24 hours, or its id in the history. Only what the write changed goes back; where somebody has changed that since, it is refused, and `details.changed` says which field and by which operation. A batch goes back as a whole. Keys need `write:own-plans` for what was done to plans, and `write:own-templates` for templates.',
    message: 'Undone',
    access: ['write:own-planners', 'write:own-activities'],
    operation: true,
    data: UndoneDto,
    errors: ['CONFLICT', 'MAX_PLANNERS_REACHED'],
  })
  async undo(@Ctx() ctx: RequestContext, @IdParam('id', OPERATION_ID) id: string): Promise<Answer> {
    const operationId = await this.undoing.undo(ctx, id);
    return ok({ undone: id, operationId }, { ...operation(operationId) });
  }
}
