import { Injectable } from '@nestjs/common';
import { missingPermissions, type Id } from '@almanac/kernel';
import { callerOf, Database, Teams, type RequestContext, type Transaction } from '@almanac/platform';
import { noTemplate, templateForbidden } from '../../domain/templates/refusals';
import {
  mayRead,
  mayWrite,
  type Template,
  type TemplateContent,
  type TemplatePlace,
  type TemplateViewer,
} from '../../domain/templates/template';
import { madeFor } from '../seen-team';
import { TemplateStore } from './ports/template-store';

/** The one access policy of templates. Everything that reads or writes one asks here. */
@Injectable()
export class TemplateAccess {
  constructor(
    private readonly store: TemplateStore,
    private readonly teams: Teams,
    private readonly database: Database,
  ) {}

  async viewer(context: RequestContext): Promise<TemplateViewer> {
    const { userId, permissions } = callerOf(context);
    const holds = (permission: string) => missingPermissions(permissions, [permission]).length === 0;
    const write = holds('write:templates');
    return {
      userId,
      teamIds: await this.teams.idsOf(this.database.for(context), userId),
      everywhere: { read: write || holds('read:templates'), write },
    };
  }

  /** @throws DomainError FORBIDDEN */
  async requireRead(context: RequestContext, place: TemplatePlace): Promise<void> {
    if (!mayRead(place, await this.viewer(context))) throw templateForbidden(false);
  }

  /** @throws DomainError NOT_FOUND, FORBIDDEN */
  async readable(context: RequestContext, id: Id): Promise<Template> {
    const template = await this.store.load(this.database.for(context), id);
    if (!template) throw noTemplate();
    await this.requireRead(context, placeOf(template));
    return template;
  }

  /**
   * A template to be changed, locked. It is asked for before it is locked, so that strangers hold nobody up.
   * @throws DomainError NOT_FOUND, FORBIDDEN
   */
  async locked(
    context: RequestContext,
    transaction: Transaction,
    id: Id,
  ): Promise<Template & { ownerId: Id }> {
    const viewer = await this.viewer(context);
    writable(await this.store.load(transaction, id), viewer);
    return writable(await this.store.lock(transaction, id), viewer);
  }

  /** One in the trash, locked, for its owner. @throws DomainError NOT_FOUND */
  async deleted(
    context: RequestContext,
    transaction: Transaction,
    id: Id,
  ): Promise<Template & { ownerId: Id }> {
    const { userId } = callerOf(context);
    const template = await this.store.lockDeleted(transaction, id, userId);
    if (!template) throw noTemplate();
    return { ...template, ownerId: userId };
  }

  async hasDeleted(context: RequestContext, transaction: Transaction, id: Id): Promise<boolean> {
    return (await this.store.lockDeleted(transaction, id, callerOf(context).userId)) !== undefined;
  }

  /** Whether the caller may see the template, if there is one. */
  async sees(context: RequestContext, transaction: Transaction, id: Id): Promise<boolean> {
    const template = await this.store.load(transaction, id);
    return template !== undefined && mayRead(placeOf(template), await this.viewer(context));
  }

  /**
   * Lets a template be given to a team: by its members, who stay so until the transaction ends.
   * @throws DomainError NOT_FOUND, FORBIDDEN
   */
  async requireTeam(context: RequestContext, transaction: Transaction, teamId: Id | null): Promise<void> {
    if (teamId === null) return;
    madeFor(await this.teams.hold(transaction, callerOf(context), teamId));
  }

  /**
   * A content as its owner may have it again: private where its team is there no more, or is another's.
   * @throws DomainError FORBIDDEN where what the team has is read-only
   */
  async placed(
    context: RequestContext,
    transaction: Transaction,
    content: TemplateContent,
  ): Promise<TemplateContent> {
    if (content.teamId === null) return content;
    const team = await this.teams.hold(transaction, callerOf(context), content.teamId);
    if (!team?.makes) return { ...content, visibility: 'private', teamId: null };
    madeFor(team);
    return content;
  }
}

function placeOf({ ownerId, content }: Template): TemplatePlace {
  return { ownerId, visibility: content.visibility, teamId: content.teamId };
}

function writable(template: Template | undefined, viewer: TemplateViewer): Template & { ownerId: Id } {
  if (!template) throw noTemplate();
  const { ownerId } = template;
  if (ownerId === null) throw templateForbidden(true);
  if (!mayWrite(placeOf(template), viewer)) throw templateForbidden(false);
  return { ...template, ownerId };
}
