import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { People, statement, type Queryable, type SeenPerson } from '@almanac/platform';

const columns = `u.id, u.display_name AS "displayName", u.username, u.photo_url AS "photoUrl"`;
const seen = statement<SeenPerson & Record<string, unknown>>(
  'identity.people.seen',
  `SELECT ${columns} FROM users u WHERE u.id = ANY($1::uuid[]) AND u.deleted_at IS NULL`,
);
const byUsername = statement<SeenPerson & Record<string, unknown>>(
  'identity.people.by-username',
  `SELECT ${columns} FROM users u WHERE u.username_lower = ANY($1::text[]) AND u.deleted_at IS NULL`,
);
const language = statement<{ language: string | null }>(
  'identity.people.language',
  `SELECT preferences ->> 'language' AS language FROM users WHERE id = $1`,
);

/** People from the table of accounts: nothing but what anybody may see of them. */
@Injectable()
export class SqlPeople extends People {
  seen(queryable: Queryable, ids: readonly Id[]): Promise<SeenPerson[]> {
    return queryable.query(seen, [[...ids]]);
  }

  byUsername(queryable: Queryable, usernames: readonly string[]): Promise<SeenPerson[]> {
    return queryable.query(byUsername, [usernames.map((name) => name.toLowerCase())]);
  }

  async languageOf(queryable: Queryable, id: Id): Promise<string | undefined> {
    const [row] = await queryable.query(language, [id]);
    return row?.language ?? undefined;
  }
}
