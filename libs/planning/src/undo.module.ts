import { Module } from '@nestjs/common';
import { OperationLog } from './application/ports/operation-log';
import { ActivityReversals } from './application/undo/activity-reversals';
import { BuiltOn } from './application/undo/built-on';
import { CommentReversals } from './application/undo/comment-reversals';
import { NextTakeBack } from './application/undo/next-take-back';
import { PlannerReversals } from './application/undo/planner-reversals';
import type { Reversals } from './application/undo/reversals';
import { SectionReversals } from './application/undo/section-reversals';
import { REVERSALS, UndoService } from './application/undo/undo.service';
import { SqlOperationLog } from './infrastructure/undo/sql-operation.log';
import { PlanningModule } from './planning.module';

/** Whoever adds events that can be taken back adds a class of reversals here. */
const reversals = [ActivityReversals, SectionReversals, PlannerReversals, CommentReversals];

/** Undo. */
@Module({
  imports: [PlanningModule],
  providers: [
    { provide: OperationLog, useClass: SqlOperationLog },
    { provide: REVERSALS, useFactory: (...all: Reversals[]) => all, inject: reversals },
    BuiltOn,
    NextTakeBack,
    UndoService,
    ...reversals,
  ],
  exports: [UndoService],
})
export class UndoModule {}
