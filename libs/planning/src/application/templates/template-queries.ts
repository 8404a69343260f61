import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { callerOf, Database, Teams, type PageRequest, type RequestContext } from '@almanac/platform';
import { noTemplate } from '../../domain/templates/refusals';
import {
  TemplateViews,
  type TemplateFilter,
  type TemplateReader,
  type TemplateView,
} from './ports/template-views';
import { TemplateAccess } from './template-access';

/** Reading templates: the policy, then the view. Everything comes as JSON text. */
@Injectable()
export class TemplateQueries {
  constructor(
    private readonly access: TemplateAccess,
    private readonly views: TemplateViews,
    private readonly teams: Teams,
    private readonly database: Database,
  ) {}

  async list(context: RequestContext, filter: TemplateFilter, page: PageRequest): Promise<string> {
    return this.views.list(context, await this.reader(context), filter, page);
  }

  async categories(context: RequestContext): Promise<string> {
    return this.views.categories(context, await this.reader(context));
  }

  /** @throws DomainError NOT_FOUND, FORBIDDEN */
  async one(context: RequestContext, id: Id): Promise<TemplateView> {
    const view = await this.views.one(context, id);
    if (!view) throw noTemplate();
    await this.access.requireRead(context, view);
    return view;
  }

  private async reader(context: RequestContext): Promise<TemplateReader> {
    const { userId } = callerOf(context);
    return { userId, teamIds: await this.teams.idsOf(this.database.for(context), userId) };
  }
}
