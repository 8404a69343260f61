import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { callerOf, KeptFiles, UnitOfWork, type RequestContext, type Transaction } from '@almanac/platform';
import {
  attachmentOf,
  withAttachment,
  withoutAttachment,
  type Attachment,
} from '../../domain/activity-parts/attachments';
import { refused } from '../../domain/refusals';
import { ActivityWriter } from '../activity-writer';
import type { Written } from '../announcer';
import { PlannerGate } from '../planner-access/planner-gate';

/**
 * The files of an activity. Only who owns a file attaches it, as whoever may see the activity may see the file from then
 * on. Each write is a change of the activity, and is told as one.
 */
@Injectable()
export class AttachmentService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly gate: PlannerGate,
    private readonly writer: ActivityWriter,
    private readonly files: KeptFiles,
  ) {}

  /** @throws DomainError NOT_FOUND, FORBIDDEN, VALIDATION_ERROR where it is no file of the caller's, or there are too many */
  attach(context: RequestContext, activityId: Id, fileId: Id): Promise<Written & { attachment: Attachment }> {
    return this.unitOfWork.run(context, async (tx) => {
      await this.gate.enter(context, tx, 'activity', activityId);
      const file = await this.files.own(tx, callerOf(context).userId, fileId);
      if (!file) {
        const message = 'it must be a file of yours that is complete';
        throw refused({ field: 'fileId', message, rule: 'ownFile' });
      }
      let attachment: Attachment = file;
      const written = await this.write(tx, context, activityId, (all) => {
        const next = withAttachment(all, file);
        attachment = attachmentOf(next, fileId);
        return next;
      });
      return { ...written, attachment };
    });
  }

  /** The file itself stays. @throws DomainError NOT_FOUND, FORBIDDEN */
  detach(context: RequestContext, activityId: Id, fileId: Id): Promise<Written> {
    return this.unitOfWork.run(context, async (tx) => {
      await this.gate.enter(context, tx, 'activity', activityId);
      return this.write(tx, context, activityId, (all) => withoutAttachment(all, fileId));
    });
  }

  private write(
    tx: Transaction,
    context: RequestContext,
    activityId: Id,
    rule: (all: readonly Attachment[]) => Attachment[],
  ): Promise<Written> {
    const expected = { versions: context.expectedVersions };
    return this.writer.change(tx, context, activityId, expected, (content) => ({
      ...content,
      attachments: rule(content.attachments),
    }));
  }
}
