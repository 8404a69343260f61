import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { statement, type Transaction } from '@almanac/platform';
import { UndoNotes, type Noted } from '../../application/ports/undo-notes';

/** Of one thing. A plan may have ten megabytes of steps; what is noted of activities is small. */
const KEPT: Record<Noted['type'], number> = { activity: 1000, plan: 20, template: 20 };

/** Ids of operations rise with time. */
const write = (type: Noted['type']) =>
  statement(
    `undo.note-${type}`,
    `WITH trimmed AS (
       DELETE FROM undo_notes WHERE operation_id IN (
         SELECT n.operation_id FROM undo_notes n WHERE n.${type}_id = $2
          ORDER BY n.operation_id DESC OFFSET ${KEPT[type] - 1}))
     INSERT INTO undo_notes (operation_id, ${type}_id, note, people) VALUES ($1, $2, $3, $4)`,
  );
const writes = { activity: write('activity'), plan: write('plan'), template: write('template') };
const find = statement<{ note: string }>(
  'undo.find-note',
  // Whoever forgets a person waits for what is given back from a note that names them, and then finds it.
  'SELECT note::text AS note FROM undo_notes WHERE operation_id = $1 FOR KEY SHARE',
);

const ids = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
/** The ids in a note, of people or not: to read the text once is cheaper than to know every kind of note. */
const idsIn = (note: string): string[] => [...new Set(note.match(ids) ?? [])];

/** Notes in PostgreSQL, as the text that they are. */
@Injectable()
export class SqlUndoNotes extends UndoNotes {
  async write(tx: Transaction, operationId: Id, { type, id }: Noted, note: string): Promise<void> {
    await tx.query(writes[type], [operationId, id, note, idsIn(note)]);
  }

  async find(tx: Transaction, operationId: Id): Promise<string | undefined> {
    const [row] = await tx.query(find, [operationId]);
    return row?.note;
  }
}
