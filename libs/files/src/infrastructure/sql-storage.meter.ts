import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { statement, UsageMeter, type Queryable } from '@almanac/platform';

/** bigint comes as text; what people keep is far below 2^53 bytes. */
const used = statement<{ used: string }>(
  'files.metered',
  'SELECT used FROM storage_usage WHERE user_id = $1',
);

/** What the files of an account take, in bytes; uploads that were promised room count, as they do for the limit. */
@Injectable()
export class SqlStorageMeter extends UsageMeter {
  readonly limit = 'storage';

  override async used(db: Queryable, userId: Id): Promise<number> {
    return Number((await db.query(used, [userId]))[0]?.used ?? 0);
  }
}
