import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { statement, type Queryable, type Transaction } from '@almanac/platform';
import {
  ShareLinkStore,
  type FoundLink,
  type NewShareLink,
  type ShareLink,
} from '../../application/ports/sharing/share-link-store';
import { ownerIsThere } from './outside.sql';

/** Rows that the accesses of a link are spread over, so that many at once do not wait for one. */
const SHARDS = 16;

const ofPlanner = statement<ShareLink>(
  'planning.share-link.of-planner',
  `SELECT l.id, l.sealed_token AS "sealedToken", l.expires_at AS "expiresAt",
          l.password_hash IS NOT NULL AS "hasPassword", l.created_at AS "createdAt",
          (SELECT coalesce(sum(a.count), 0)::float8 FROM share_link_accesses a WHERE a.link_id = l.id)
            AS "accessCount"
     FROM share_links l WHERE l.planner_id = $1`,
);
const remove = statement<{ id: Id }>(
  'planning.share-link.remove',
  'DELETE FROM share_links WHERE planner_id = $1 RETURNING id',
);
const insert = statement(
  'planning.share-link.insert',
  `INSERT INTO share_links (id, planner_id, token_hash, sealed_token, password_hash, expires_at)
   VALUES ($1, $2, $3, $4, $5, $6)`,
);
const byToken = statement<FoundLink>(
  'planning.share-link.by-token',
  `SELECT l.id, l.planner_id AS "plannerId", l.expires_at AS "expiresAt", l.password_hash AS "passwordHash"
     FROM share_links l JOIN planners p ON p.id = l.planner_id
    WHERE l.token_hash = $1 AND p.deleted_at IS NULL AND ${ownerIsThere}`,
);
// Of a link that went just now nothing is counted.
const countAccess = statement(
  'planning.share-link.count',
  `INSERT INTO share_link_accesses AS a (link_id, shard, count)
   SELECT l.id, $2, 1 FROM share_links l WHERE l.id = $1 FOR KEY SHARE
   ON CONFLICT (link_id, shard) DO UPDATE SET count = a.count + 1`,
);

@Injectable()
export class SqlShareLinkStore extends ShareLinkStore {
  override async ofPlanner(queryable: Queryable, plannerId: Id): Promise<ShareLink | undefined> {
    return (await queryable.query(ofPlanner, [plannerId]))[0];
  }

  override async replace(tx: Transaction, plannerId: Id, link: NewShareLink): Promise<void> {
    await tx.query(remove, [plannerId]);
    const { id, tokenHash, sealedToken, passwordHash, expiresAt } = link;
    await tx.query(insert, [id, plannerId, tokenHash, sealedToken, passwordHash, expiresAt]);
  }

  override async remove(tx: Transaction, plannerId: Id): Promise<boolean> {
    return (await tx.query(remove, [plannerId])).length > 0;
  }

  override async byToken(queryable: Queryable, tokenHash: Buffer): Promise<FoundLink | undefined> {
    return (await queryable.query(byToken, [tokenHash]))[0];
  }

  override async countAccess(queryable: Queryable, id: Id): Promise<void> {
    await queryable.query(countAccess, [id, Math.floor(Math.random() * SHARDS)]);
  }
}
