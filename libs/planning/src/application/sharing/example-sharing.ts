import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { newId, type Id } from '@almanac/kernel';
import { tokenHash, type RequestContext, type Transaction } from '@almanac/platform';
import { COLLABORATOR_ID, PLANNER_ID, PUBLIC_PLANNER_ID } from '../../domain/example-ids';
import { plannerContent } from '../../domain/planner';
import { PlannerAnnouncements } from '../planner-announcements';
import { PlannerStore } from '../ports/planner-store';
import { CollaboratorStore } from '../ports/sharing/collaborator-store';
import { ShareLinkStore } from '../ports/sharing/share-link-store';
import { ShareTokens } from './share-tokens';

/** Shares the example planner, and makes a public one, for the examples of the API document. */
@Injectable()
export class ExampleSharing {
  constructor(
    private readonly planners: PlannerStore,
    private readonly announcements: PlannerAnnouncements,
    private readonly collaborators: CollaboratorStore,
    private readonly links: ShareLinkStore,
    private readonly tokens: ShareTokens,
  ) {}

  /** The example planner is there; its link is as hard to guess as any. */
  async make(tx: Transaction, ctx: RequestContext, ownerId: Id): Promise<void> {
    const content = plannerContent({
      title: 'A year in the garden',
      description: 'What to do in which month.',
      tags: ['garden'],
      settings: { isPublic: true },
    });
    await this.planners.insert(tx, PUBLIC_PLANNER_ID, { userId: ownerId }, content);
    await this.announcements.written(tx, ctx, PUBLIC_PLANNER_ID, 'owner', { name: 'planner.created' });
    for (const id of [PLANNER_ID, PUBLIC_PLANNER_ID])
      await this.collaborators.put(tx, { type: 'planner', id }, COLLABORATOR_ID, 'editor');
    const token = randomBytes(24).toString('base64url');
    await this.links.replace(tx, PLANNER_ID, {
      id: newId(),
      tokenHash: tokenHash(token),
      sealedToken: this.tokens.seal(PLANNER_ID, token),
      passwordHash: null,
      expiresAt: null,
    });
  }
}
