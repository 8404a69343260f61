import { Injectable } from '@nestjs/common';
import { newId, type FieldChange, type Id } from '@almanac/kernel';
import { appendEvent, callerOf, UnitOfWork, type RequestContext, type Transaction } from '@almanac/platform';
import { requireVersion } from '../../domain/refusals';
import {
  fieldsThatDiffer,
  patchTemplate,
  templateContent,
  type NewTemplate,
  type TemplateContent,
  type TemplateInput,
} from '../../domain/templates/template';
import type { Written } from '../announcer';
import { UndoNotes } from '../ports/undo-notes';
import { TemplateStore } from './ports/template-store';
import { TemplateAccess } from './template-access';

/** Makes, changes and deletes templates. What comes with the product is installed by a seed, and changed by nobody. */
@Injectable()
export class TemplateService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly access: TemplateAccess,
    private readonly store: TemplateStore,
    private readonly notes: UndoNotes,
  ) {}

  /** @throws DomainError VALIDATION_ERROR; NOT_FOUND and FORBIDDEN of the team */
  create(context: RequestContext, input: NewTemplate, id: Id = newId()): Promise<Written> {
    return this.keep(context, templateContent(input), id);
  }

  /** The same for a content that is made up already. */
  keep(context: RequestContext, content: TemplateContent, id: Id = newId()): Promise<Written> {
    const { userId } = callerOf(context);
    return this.unitOfWork.run(context, async (transaction) => {
      await this.access.requireTeam(context, transaction, content.teamId);
      await this.store.insert(transaction, id, userId, content);
      return this.made(transaction, context, id, userId, content);
    });
  }

  /** A merge patch, also of the body. @throws DomainError as `replace` */
  update(
    context: RequestContext,
    id: Id,
    patch: TemplateInput,
    version: number | undefined,
  ): Promise<Written> {
    return this.change(context, id, version, (content) => patchTemplate(content, patch));
  }

  /**
   * Everything at once; what is left out takes its default.
   * @throws DomainError NOT_FOUND, FORBIDDEN, PRECONDITION_FAILED, VALIDATION_ERROR
   */
  replace(
    context: RequestContext,
    id: Id,
    input: NewTemplate,
    version: number | undefined,
  ): Promise<Written> {
    return this.change(context, id, version, () => templateContent(input));
  }

  /** Gives the operation's id. What was made of the template stays. */
  remove(context: RequestContext, id: Id): Promise<Id> {
    return this.unitOfWork.run(context, async (transaction) => {
      const template = await this.access.locked(context, transaction, id);
      requireVersion(template.version, { header: context.expectedVersions });
      await this.store.remove(transaction, id);
      return announce(transaction, context, 'template.deleted', id, template.ownerId, {
        version: template.version + 1,
      });
    });
  }

  /** Whether the caller has deleted it and can have it back. */
  async hasInTrash(context: RequestContext, id: Id): Promise<boolean> {
    return this.unitOfWork.run(context, (transaction) => this.access.hasDeleted(context, transaction, id));
  }

  /**
   * Takes it out of the trash; private, where its team is not the owner's any more.
   * @throws DomainError NOT_FOUND where it is not in it, and for everybody but its owner; FORBIDDEN where the team's is
   * read-only
   */
  restore(context: RequestContext, id: Id): Promise<Written & { operationId: Id }> {
    return this.unitOfWork.run(context, async (transaction) => {
      const deleted = await this.access.deleted(context, transaction, id);
      const content = await this.access.placed(context, transaction, deleted.content);
      await this.store.restore(transaction, id, content);
      return this.made(transaction, context, id, deleted.ownerId, content);
    });
  }

  /** Gives fields back what they held before. @throws DomainError as `replace` */
  giveBack(context: RequestContext, id: Id, fields: Partial<TemplateContent>): Promise<Written> {
    return this.change(context, id, undefined, (content) => templateContent({ ...content, ...fields }));
  }

  private change(
    context: RequestContext,
    id: Id,
    version: number | undefined,
    write: (content: TemplateContent) => TemplateContent,
  ): Promise<Written> {
    return this.unitOfWork.run(context, async (transaction) => {
      const before = await this.access.locked(context, transaction, id);
      requireVersion(before.version, { header: context.expectedVersions, body: version });
      const next = write(before.content);
      const note = differing(before.content, next);
      if (note === undefined) {
        return { resource: await this.store.resource(transaction, id), operationId: undefined };
      }
      await this.access.requireTeam(context, transaction, next.teamId);
      await this.store.update(transaction, id, next);
      return this.written(transaction, context, 'template.updated', { id, ownerId: before.ownerId, note });
    });
  }

  private made(
    transaction: Transaction,
    context: RequestContext,
    id: Id,
    ownerId: Id,
    after: TemplateContent,
  ) {
    return this.written(transaction, context, 'template.created', { id, ownerId, note: { after } });
  }

  private async written(
    transaction: Transaction,
    context: RequestContext,
    name: TemplateEvent,
    { id, ownerId, note }: { id: Id; ownerId: Id; note: TemplateNote },
  ): Promise<Written & { operationId: Id }> {
    const resource = await this.store.resource(transaction, id);
    const operationId = await announce(transaction, context, name, id, ownerId, {
      version: resource.version,
    });
    await this.notes.write(transaction, operationId, { type: 'template', id }, JSON.stringify(note));
    return { resource, operationId };
  }
}

/** What a write put where, as it is noted for undoing it; the event tells nothing of it. */
export interface TemplateNote {
  /** Nothing where the template is new. */
  before?: Partial<TemplateContent>;
  after: Partial<TemplateContent>;
}

/** The fields that differ, each as a whole; nothing where none do. */
function differing(before: TemplateContent, after: TemplateContent): TemplateNote | undefined {
  const names = fieldsThatDiffer(before, after);
  return names.length === 0 ? undefined : { before: pick(before, names), after: pick(after, names) };
}

function pick(content: TemplateContent, names: readonly (keyof TemplateContent)[]): Partial<TemplateContent> {
  return Object.fromEntries(names.map((name) => [name, content[name]]));
}

export type TemplateEvent = 'template.created' | 'template.updated' | 'template.deleted';

/** Only ids are told: a body may be long, and whoever hears of it may not be allowed to see it. */
export function announce(
  transaction: Transaction,
  context: RequestContext,
  name: TemplateEvent,
  id: Id,
  ownerId: Id,
  { version, changes }: { version?: number; changes?: readonly FieldChange[] } = {},
): Promise<Id> {
  return appendEvent(transaction, context, {
    name,
    payload: { userId: ownerId, template: { id } },
    resource: { type: 'template', id, version },
    ...(changes && { changes }),
  });
}
