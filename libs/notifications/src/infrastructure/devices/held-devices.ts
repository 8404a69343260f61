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
import { TextMessages } from '../../application/ports/text-messages';

const parts = personalParts('devices', {
  push: `
    SELECT id, kind, name, created_at AS "createdAt", registered_at AS "registeredAt"
      FROM devices WHERE user_id = $1 ORDER BY created_at, id`,
});
const erase = statement('notifications.personal.erase-devices', 'DELETE FROM devices WHERE user_id = $1');

/** Devices that get push, without what leads to them, and text messages that were written to files. */
@Injectable()
@HoldsPersonalData()
export class HeldDevices implements PersonalDataHolder {
  readonly name = 'devices';

  constructor(private readonly texts: TextMessages) {}

  export(snapshot: Snapshot, userId: Id): PersonalPart[] {
    return parts(snapshot, userId);
  }

  eraseFiles(userId: Id): Promise<void> {
    return this.texts.removeOf(userId);
  }

  async erase(tx: Transaction, userId: Id): Promise<void> {
    await tx.query(erase, [userId]);
  }
}
