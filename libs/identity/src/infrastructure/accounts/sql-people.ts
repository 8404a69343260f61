import { Injectable } from '@nestjs/common';
import type { Tier } from '@almanac/contracts';
import { emailKey, type Id } from '@almanac/kernel';
import {
  Config,
  People,
  type Addressee,
  statement,
  type Holder,
  type Person,
  type Queryable,
  type SeenPerson,
} from '@almanac/platform';
import { demandsVerifiedEmail } from '../../application/verified-email';
import { effectivePreferences, type StoredPreferences } from '../../domain/preferences';
import { isAdmin, ownerPermissions, tierNow } from '../access/authorisation.sql';

const seenColumns = `u.id, u.display_name AS "displayName", u.username, u.photo_url AS "photoUrl"`;
const seen = statement<SeenPerson & Record<string, unknown>>(
  'identity.people.seen',
  `SELECT ${seenColumns} FROM users u WHERE u.id = ANY($1::uuid[]) AND u.deleted_at IS NULL`,
);
const byUsername = statement<SeenPerson & Record<string, unknown>>(
  'identity.people.by-username',
  `SELECT ${seenColumns} FROM users u WHERE u.username_lower = ANY($1::text[]) AND u.deleted_at IS NULL`,
);
const language = statement<{ language: string | null }>(
  'identity.people.language',
  `SELECT preferences ->> 'language' AS language FROM users WHERE id = $1`,
);
const columns = 'u.id, u.email, u.display_name AS "displayName"';
const find = statement<Person>(
  'identity.people.find',
  `SELECT ${columns} FROM users u WHERE u.id = $1 AND u.status <> 'deleted'`,
);
const findByEmail = statement<Person>(
  'identity.people.find-by-email',
  `SELECT ${columns} FROM users u WHERE u.email_lower = $1 AND u.status <> 'deleted'`,
);
const inUse = statement<{ id: Id }>(
  'identity.people.in-use',
  `SELECT id FROM users WHERE id = ANY($1::uuid[]) AND status = 'active' AND deleted_at IS NULL`,
);
const holder = statement<{ userId: Id; tier: Tier; isAdmin: boolean; permissions: string[] }>(
  'identity.people.holder',
  `SELECT u.id AS "userId", ${tierNow} AS tier, ${isAdmin} AS "isAdmin", ${ownerPermissions} AS permissions
     FROM users u WHERE u.id = $1 AND u.status <> 'deleted'`,
);

const addressees = statement<{
  id: Id;
  email: string;
  emailVerified: boolean;
  phoneNumber: string | null;
  preferences: StoredPreferences;
}>(
  'identity.people.addressees',
  `SELECT u.id, u.email, u.email_verified AS "emailVerified", u.phone_number AS "phoneNumber", u.preferences
     FROM users u WHERE u.id = ANY($1::uuid[]) AND u.status = 'active'`,
);

const openSessions = statement<{ id: Id }>(
  'identity.people.open-sessions',
  'SELECT id FROM sessions WHERE id = ANY($1::uuid[]) AND revoked_at IS NULL AND expires_at > now()',
);

/** People from the table of accounts: little more than what anybody may see of them. */
@Injectable()
export class SqlPeople extends People {
  constructor(private readonly config: Config) {
    super();
  }

  override seen(queryable: Queryable, ids: readonly Id[]): Promise<SeenPerson[]> {
    return queryable.query(seen, [[...ids]]);
  }

  override byUsername(queryable: Queryable, usernames: readonly string[]): Promise<SeenPerson[]> {
    return queryable.query(byUsername, [usernames.map((name) => name.toLowerCase())]);
  }

  override async languageOf(queryable: Queryable, id: Id): Promise<string | undefined> {
    const [row] = await queryable.query(language, [id]);
    return row?.language ?? undefined;
  }

  override async find(queryable: Queryable, id: Id): Promise<Person | undefined> {
    return (await queryable.query(find, [id]))[0];
  }

  override async findByEmail(queryable: Queryable, email: string): Promise<Person | undefined> {
    return (await queryable.query(findByEmail, [emailKey(email)]))[0];
  }

  override async inUse(queryable: Queryable, ids: readonly Id[]): Promise<Id[]> {
    return (await queryable.query(inUse, [[...ids]])).map(({ id }) => id);
  }

  override async addressees(queryable: Queryable, ids: readonly Id[]): Promise<Addressee[]> {
    const rows = await queryable.query(addressees, [[...ids]]);
    return rows.map(({ id, email, emailVerified, phoneNumber, preferences }) => {
      const { language, timezone, notifications } = effectivePreferences(preferences);
      const mailAddress = emailVerified || !demandsVerifiedEmail(this.config) ? email : null;
      return { id, mailAddress, emailVerified, phoneNumber, language, timezone, switches: notifications };
    });
  }

  override async openSessions(queryable: Queryable, sessionIds: readonly Id[]): Promise<Id[]> {
    if (sessionIds.length === 0) return [];
    return (await queryable.query(openSessions, [[...sessionIds]])).map(({ id }) => id);
  }

  override async holder(queryable: Queryable, id: Id): Promise<Holder | undefined> {
    const [row] = await queryable.query(holder, [id]);
    if (!row) return undefined;
    const { userId, tier, permissions } = row;
    return { userId, tier, permissions, role: row.isAdmin ? 'admin' : tier };
  }
}
