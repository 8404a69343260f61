import { Injectable } from '@nestjs/common';
import {
  Database,
  ResourceStanding,
  Teams,
  type StandingLink,
  type StandingQuestion,
  type StandingVerdict,
} from '@almanac/platform';
import { mayRead, mayWrite, type TemplateViewer } from '../../domain/templates/template';
import { TemplateStore } from './ports/template-store';

/** Explains how users stand to templates. */
@Injectable()
export class TemplateStanding extends ResourceStanding {
  override readonly types = { template: ['templates'] };

  constructor(
    private readonly store: TemplateStore,
    private readonly teams: Teams,
    private readonly database: Database,
  ) {
    super();
  }

  override async judge({ userId, verb, id }: StandingQuestion): Promise<StandingVerdict | undefined> {
    const template = await this.store.load(this.database, id);
    if (!template) return undefined;
    const { visibility, teamId } = template.content;
    const place = { ownerId: template.ownerId, visibility, teamId };
    const viewer = { userId, teamIds: await this.teams.idsOf(this.database, userId), everywhere };
    const reads = verb === 'read';
    const allowed = reads ? mayRead(place, viewer) : mayWrite(place, viewer);
    const own = template.ownerId === userId;
    const links: StandingLink[] = [];
    if (allowed && teamId !== null && !own) {
      links.push({ type: 'team', id: teamId, name: 'member', grants: [READ] });
    } else if (allowed) {
      const grants = own ? [READ, 'write:own-templates'] : [READ];
      links.push({ type: 'collaboration', id, name: own ? 'owner' : 'public', grants });
    }
    return {
      links,
      everywhere: reads ? 'read:templates' : 'write:templates',
      wanted: reads ? 'to be its owner or in its team' : 'to be its owner',
    };
  }
}

const READ = 'read:own-templates';
/** Permissions are judged apart from this. */
const everywhere: TemplateViewer['everywhere'] = { read: false, write: false };
