import { Injectable } from '@nestjs/common';
import type { Permission } from '@almanac/contracts';
import { missingPermissions, type Id } from '@almanac/kernel';
import { Audience, Database, People } from '@almanac/platform';
import { isFarewell } from '../domain/public-events';

const PERMISSION: Permission = 'integrate:external-services';

/** Whether the owner of a webhook may still be sent an event: asked anew before each try. */
@Injectable()
export class WebhookAccess {
  constructor(
    private readonly people: People,
    private readonly audience: Audience,
    private readonly database: Database,
  ) {}

  /** Why they may not, in words for the log of deliveries; undefined where they may. */
  async refusalOf(userId: Id, type: string, streamId: Id | null): Promise<string | undefined> {
    const [[inUse], holder] = await Promise.all([
      this.people.inUse(this.database, [userId]),
      this.people.holder(this.database, userId),
    ]);
    if (inUse === undefined || !holder) return 'The account cannot be used';
    if (missingPermissions(holder.permissions, [PERMISSION]).length > 0)
      return `The permission ${PERMISSION} is missing`;
    if (streamId === null) return undefined;
    const live = (await this.audience.streamsOf(this.database, userId, [streamId])).get(streamId);
    if (live === undefined) return 'You may not see it any more';
    return live || isFarewell(type) ? undefined : 'It lies in the trash';
  }
}
