import { Module } from '@nestjs/common';
import { OperationLog } from './application/ports/operation-log';
import { ActivityReversals } from './application/undo/activity-reversals';
import { AllReversals } from './application/undo/all-reversals';
import { BuiltOn } from './application/undo/built-on';
import { CommentReversals } from './application/undo/comment-reversals';
import { MoveReversals } from './application/undo/move-reversals';
import { NextTakeBack } from './application/undo/next-take-back';
import { OccurrenceReversals } from './application/undo/occurrence-reversals';
import { PlanReversals } from './application/undo/plan-reversals';
import { PlannerReversals } from './application/undo/planner-reversals';
import { ReminderReversals } from './application/undo/reminder-reversals';
import type { OutsideReversals, Reversals } from './application/undo/reversals';
import { SectionReversals } from './application/undo/section-reversals';
import { TemplateReversals } from './application/undo/template-reversals';
import { UndoService } from './application/undo/undo.service';
import { SqlOperationLog } from './infrastructure/undo/sql-operation.log';
import { PlanningModule } from './planning.module';
import { TemplatesModule } from './templates.module';

/** Whoever adds events that can be taken back adds a class of reversals here; what takes some of a name comes first. */
const inPlanners = [
  ReminderReversals,
  OccurrenceReversals,
  ActivityReversals,
  MoveReversals,
  SectionReversals,
  PlannerReversals,
  CommentReversals,
];
const outside = [PlanReversals, TemplateReversals];

/** Undo. */
@Module({
  imports: [PlanningModule, TemplatesModule],
  providers: [
    { provide: OperationLog, useClass: SqlOperationLog },
    {
      provide: AllReversals,
      useFactory: (...all: (Reversals | OutsideReversals)[]) => new AllReversals(all),
      inject: [...inPlanners, ...outside],
    },
    BuiltOn,
    NextTakeBack,
    UndoService,
    ...inPlanners,
    ...outside,
  ],
  exports: [UndoService],
})
export class UndoModule {}
