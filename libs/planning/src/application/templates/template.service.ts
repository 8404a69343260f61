import { Injectable } from '@nestjs/common';
import { newId, type Id } from '@almanac/kernel';
import { appendEvent, callerOf, UnitOfWork, type RequestContext, type Transaction } from '@almanac/platform';
import { changesBetween } from '../../domain/changes';
import { requireVersion } from '../../domain/refusals';
import {
  patchTemplate,
  templateContent,
  type NewTemplate,
  type TemplateContent,
  type TemplateInput,
} from '../../domain/templates/template';
import type { Written } from '../announcer';
import { TemplateStore } from './ports/template-store';
import { TemplateAccess } from './template-access';

/** Makes, changes and deletes templates. What comes with the product is installed by a seed, and changed by nobody. */
@Injectable()
export class TemplateService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly access: TemplateAccess,
    private readonly store: TemplateStore,
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
      return this.written(transaction, context, 'template.created', id, userId);
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
      return announce(transaction, context, 'template.deleted', id, template.ownerId, template.version + 1);
    });
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
      if (changesBetween({ ...before.content }, { ...next }).length === 0) {
        return { resource: await this.store.resource(transaction, id), operationId: undefined };
      }
      await this.access.requireTeam(context, transaction, next.teamId);
      await this.store.update(transaction, id, next);
      return this.written(transaction, context, 'template.updated', id, before.ownerId);
    });
  }

  private async written(
    transaction: Transaction,
    context: RequestContext,
    name: TemplateEvent,
    id: Id,
    ownerId: Id,
  ): Promise<Written> {
    const resource = await this.store.resource(transaction, id);
    const operationId = await announce(transaction, context, name, id, ownerId, resource.version);
    return { resource, operationId };
  }
}

export type TemplateEvent = 'template.created' | 'template.updated' | 'template.deleted';

/** Only ids are told: a body may be long, and whoever hears of it may not be allowed to see it. */
export function announce(
  transaction: Transaction,
  context: RequestContext,
  name: TemplateEvent,
  id: Id,
  ownerId: Id,
  version?: number,
): Promise<Id> {
  return appendEvent(transaction, context, {
    name,
    payload: { userId: ownerId, template: { id } },
    resource: { type: 'template', id, version },
  });
}
