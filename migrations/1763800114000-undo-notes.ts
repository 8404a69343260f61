import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What undoing needs beside what the events tell, for a day (docs/adr/0134). */
export class UndoNotes1763800114000 implements MigrationInterface {
  readonly name = 'UndoNotes1763800114000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE undo_notes');
  }
}

const statements = [
  // `json` keeps the text as it is: steps are compared by their text.
  `CREATE TABLE undo_notes (
     operation_id uuid PRIMARY KEY,
     activity_id uuid REFERENCES activities ON DELETE CASCADE,
     plan_id uuid REFERENCES plans ON DELETE CASCADE,
     template_id uuid REFERENCES templates ON DELETE CASCADE,
     note json NOT NULL,
     written_at timestamptz(3) NOT NULL DEFAULT now(),
     CONSTRAINT undo_notes_one_thing CHECK (num_nonnulls(activity_id, plan_id, template_id) = 1)
   )`,
  `CREATE INDEX undo_notes_activity ON undo_notes (activity_id, operation_id) WHERE activity_id IS NOT NULL`,
  `CREATE INDEX undo_notes_plan ON undo_notes (plan_id, operation_id) WHERE plan_id IS NOT NULL`,
  `CREATE INDEX undo_notes_template ON undo_notes (template_id, operation_id) WHERE template_id IS NOT NULL`,
  `CREATE INDEX undo_notes_written_at ON undo_notes (written_at)`,
];
