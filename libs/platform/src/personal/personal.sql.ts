import type { Id } from '@almanac/kernel';
import { statement } from '../database';
import type { PersonalPart } from './personal-data-holder';
import type { Snapshot } from './snapshot';

/**
 * What a feature holds on a person, for `PersonalDataHolder.export`.
 * @param selects the rows of each part, by its name; the person's id is $1
 */
export function personalParts(
  feature: string,
  selects: Readonly<Record<string, string>>,
): (snapshot: Snapshot, userId: Id) => PersonalPart[] {
  const parts = Object.entries(selects).map(([name, select]) => ({
    name,
    rows: statement<{ json: string }>(
      `${feature}.export-${name}`,
      `SELECT row_to_json(part)::text AS json FROM (${select}) part`,
    ),
  }));
  return (snapshot, userId) => parts.map(({ name, rows }) => ({ name, rows: snapshot.rows(rows, [userId]) }));
}
