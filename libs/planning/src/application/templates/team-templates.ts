import { Injectable } from '@nestjs/common';
import type { FieldChange, Id } from '@almanac/kernel';
import { TeamPossessions, type RequestContext, type Transaction } from '@almanac/platform';
import { TemplateStore } from './ports/template-store';
import { announce } from './template.service';

/** Templates that were given to teams belong to people: they hold no team back, and stay with their owners. */
@Injectable()
export class TeamTemplates extends TeamPossessions {
  override readonly name = 'templates';

  constructor(private readonly store: TemplateStore) {
    super();
  }

  override count(): Promise<number> {
    return Promise.resolve(0);
  }

  override async handOver(tx: Transaction, ctx: RequestContext, teamId: Id): Promise<void> {
    for (const { id, ownerId } of await this.store.takeFromTeam(tx, teamId))
      await announce(tx, ctx, 'template.updated', id, ownerId, { changes: [taken(teamId)] });
  }
}

/** By this, undo sees that it is nothing that goes back. */
function taken(teamId: Id): FieldChange {
  return { field: 'teamId', before: teamId, after: null };
}
