import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { ActivityEntity } from '../entities/activity.entity';
import { PlanEntity } from '../entities/plan.entity';
import { TemplateEntity } from '../entities/template.entity';

/** What undoing one operation needs beside what its event tells. Kept for as long as it can be undone. */
@Entity('undo_notes')
@Index('undo_notes_activity', ['activityId', 'operationId'], { where: 'activity_id IS NOT NULL' })
@Index('undo_notes_plan', ['planId', 'operationId'], { where: 'plan_id IS NOT NULL' })
@Index('undo_notes_template', ['templateId', 'operationId'], { where: 'template_id IS NOT NULL' })
@Index('undo_notes_written_at', ['writtenAt'])
@Index('undo_notes_people', { synchronize: false })
@Index('undo_notes_people_unknown', ['operationId'], { where: 'people IS NULL' })
@Check('undo_notes_one_thing', 'num_nonnulls(activity_id, plan_id, template_id) = 1')
export class UndoNoteEntity {
  @PrimaryColumn({ name: 'operation_id', type: 'uuid', primaryKeyConstraintName: 'undo_notes_pkey' })
  operationId!: string;

  @Column({ name: 'activity_id', type: 'uuid', nullable: true })
  @ForeignKey(() => ActivityEntity, { name: 'undo_notes_activity_id_fkey', onDelete: 'CASCADE' })
  activityId!: string | null;

  @Column({ name: 'plan_id', type: 'uuid', nullable: true })
  @ForeignKey(() => PlanEntity, { name: 'undo_notes_plan_id_fkey', onDelete: 'CASCADE' })
  planId!: string | null;

  @Column({ name: 'template_id', type: 'uuid', nullable: true })
  @ForeignKey(() => TemplateEntity, { name: 'undo_notes_template_id_fkey', onDelete: 'CASCADE' })
  templateId!: string | null;

  @Column({ type: 'json' })
  note!: unknown;

  /** Whom the note may name; null: unknown. */
  @Column({ type: 'uuid', array: true, nullable: true })
  people!: string[] | null;

  @Column({ name: 'written_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  writtenAt!: Date;
}
