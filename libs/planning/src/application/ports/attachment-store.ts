import type { Id } from '@almanac/kernel';
import type { Queryable } from '@almanac/platform';
import type { Attachment } from '../../domain/activity-parts/attachments';
import type { Resource } from './resource';

/** An activity that has a file. */
export interface AttachedTo {
  fileId: Id;
  activityId: Id;
}

/** Files on activities, from the files' side. */
export abstract class AttachmentStore {
  /** The activities that are there and have one of the files. */
  abstract holding(queryable: Queryable, fileIds: readonly Id[]): Promise<AttachedTo[]>;

  /** The planners in which something has the file, be it in the trash. */
  abstract plannersOf(queryable: Queryable, fileId: Id): Promise<Id[]>;

  /** Some of what is there in the planner and has the file. */
  abstract attachedIn(
    queryable: Queryable,
    plannerId: Id,
    fileId: Id,
  ): Promise<{ id: Id; attachments: Attachment[] }[]>;

  /** Takes it off an activity; gives that as it is then. */
  abstract release(queryable: Queryable, activityId: Id, fileId: Id): Promise<Resource>;

  /** Takes it off what lies in the trash of the planner. */
  abstract releaseInTrash(queryable: Queryable, plannerId: Id, fileId: Id): Promise<void>;
}
