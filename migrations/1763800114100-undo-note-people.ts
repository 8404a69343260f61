import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whom the notes for undoing name, so that a purge finds them without reading all of everybody's (docs/adr/0134). */
export class UndoNotePeople1763800114100 implements MigrationInterface {
  readonly name = 'UndoNotePeople1763800114100';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE undo_notes DROP COLUMN people');
  }
}

const statements = [
  // Null where a release before this one wrote the note: those go within a day, and are looked through one by one.
  'ALTER TABLE undo_notes ADD COLUMN people uuid[]',
  'CREATE INDEX undo_notes_people ON undo_notes USING gin (people)',
  'CREATE INDEX undo_notes_people_unknown ON undo_notes (operation_id) WHERE people IS NULL',
];
