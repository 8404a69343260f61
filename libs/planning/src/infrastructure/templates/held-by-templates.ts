import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import {
  HoldsPersonalData,
  personalParts,
  statement,
  type PersonalDataHolder,
  type PersonalPart,
  type Snapshot,
  type Transaction,
} from '@almanac/platform';
import { wholeTemplateColumns } from './template-columns.sql';

const parts = personalParts('planning', {
  templates: `
    SELECT ${wholeTemplateColumns('t')}, t.deleted_at AS "deletedAt" FROM templates t
     WHERE t.owner_id = $1 ORDER BY t.created_at, t.id`,
});
const erase = statement('planning.erase-templates', 'DELETE FROM templates WHERE owner_id = $1');

/**
 * Templates of people. They go with the person, public ones too: what they wrote is theirs. What others made of them
 * stays. Their events name whose they are, so the server's own holder finds them.
 */
@Injectable()
@HoldsPersonalData()
export class HeldByTemplates implements PersonalDataHolder {
  readonly name = 'templates';

  export(snapshot: Snapshot, userId: Id): PersonalPart[] {
    return parts(snapshot, userId);
  }

  async erase(tx: Transaction, userId: Id): Promise<void> {
    await tx.query(erase, [userId]);
  }
}
