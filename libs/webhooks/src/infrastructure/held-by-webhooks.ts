import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import {
  HoldsPersonalData,
  personalParts,
  statements,
  type PersonalDataHolder,
  type PersonalPart,
  type Snapshot,
  type Transaction,
} from '@almanac/platform';
import { shownColumns } from './delivery.sql';

const parts = personalParts('webhooks', {
  webhooks: `
    SELECT id, url, events, active, disabled_at AS "disabledAt", created_at AS "createdAt",
           updated_at AS "updatedAt"
      FROM webhooks WHERE user_id = $1 ORDER BY created_at, id`,
  deliveries: `
    SELECT d.webhook_id AS "webhookId", ${shownColumns} FROM webhook_deliveries d
      JOIN webhooks w ON w.id = d.webhook_id WHERE w.user_id = $1 ORDER BY d.created_at, d.id`,
});
const erasures = statements('webhooks.erase', [
  // So that nobody notes a delivery meanwhile.
  'SELECT FROM webhooks WHERE user_id = $1 ORDER BY id FOR UPDATE',
  'DELETE FROM webhook_deliveries d USING webhooks w WHERE w.id = d.webhook_id AND w.user_id = $1',
  'DELETE FROM webhooks WHERE user_id = $1',
]);

/** A person's webhooks, and what was delivered to them. */
@Injectable()
@HoldsPersonalData()
export class HeldByWebhooks implements PersonalDataHolder {
  readonly name = 'webhooks';

  export(snapshot: Snapshot, userId: Id): PersonalPart[] {
    return parts(snapshot, userId);
  }

  async erase(tx: Transaction, userId: Id): Promise<void> {
    for (const erasure of erasures) await tx.query(erasure, [userId]);
  }
}
