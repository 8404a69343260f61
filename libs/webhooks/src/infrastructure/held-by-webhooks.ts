import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import {
  HoldsPersonalData,
  statement,
  type PersonalDataHolder,
  type PersonalPart,
  type Snapshot,
  type Transaction,
} from '@almanac/platform';
import { shownColumns } from './delivery.sql';

const webhooks = statement<{ json: string }>(
  'webhooks.personal',
  `SELECT row_to_json(x)::text AS json FROM (
     SELECT id, url, events, active, disabled_at AS "disabledAt", created_at AS "createdAt",
            updated_at AS "updatedAt"
       FROM webhooks WHERE user_id = $1 ORDER BY created_at, id) x`,
);
const deliveries = statement<{ json: string }>(
  'webhooks.personal-deliveries',
  `SELECT row_to_json(x)::text AS json FROM (
     SELECT d.webhook_id AS "webhookId", ${shownColumns} FROM webhook_deliveries d
       JOIN webhooks w ON w.id = d.webhook_id WHERE w.user_id = $1 ORDER BY d.created_at, d.id) x`,
);
const erasures = [
  // So that nobody notes a delivery meanwhile.
  'SELECT FROM webhooks WHERE user_id = $1 ORDER BY id FOR UPDATE',
  'DELETE FROM webhook_deliveries d USING webhooks w WHERE w.id = d.webhook_id AND w.user_id = $1',
  'DELETE FROM webhooks WHERE user_id = $1',
].map((text, index) => statement(`webhooks.erase-${index}`, text));

/** A person's webhooks, and what was delivered to them. */
@Injectable()
@HoldsPersonalData()
export class HeldByWebhooks implements PersonalDataHolder {
  readonly name = 'webhooks';

  export(snapshot: Snapshot, userId: Id): PersonalPart[] {
    return [
      { name: 'webhooks', rows: snapshot.rows(webhooks, [userId]) },
      { name: 'deliveries', rows: snapshot.rows(deliveries, [userId]) },
    ];
  }

  async erase(tx: Transaction, userId: Id): Promise<void> {
    for (const erasure of erasures) await tx.query(erasure, [userId]);
  }
}
