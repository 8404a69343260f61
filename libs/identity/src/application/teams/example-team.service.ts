import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { UnitOfWork, type RequestContext } from '@almanac/platform';
import { INVITATION_ID, TEAM_ID, USER_ID } from '../../domain/access/example-ids';
import { InvitationRepository } from '../ports/invitation.repository';
import { TeamRepository } from '../ports/team.repository';

const WEEK_SECONDS = 7 * 24 * 3600;

/** Makes the team that the examples of the API document are about; no mail is sent for its invitation. */
@Injectable()
export class ExampleTeamService {
  constructor(
    private readonly teams: TeamRepository,
    private readonly invitations: InvitationRepository,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Does nothing where it was made before. The person USER_ID is there already. */
  async make(ctx: RequestContext, ownerId: Id): Promise<void> {
    await this.unitOfWork.run(ctx, async (tx) => {
      if ((await this.teams.nameOf(tx, TEAM_ID)) !== undefined) return;
      await this.teams.insert(tx, TEAM_ID, { name: 'Garden club', description: 'Everybody who digs.' });
      await this.teams.addMember(tx, TEAM_ID, ownerId, 'owner');
      await this.teams.addMember(tx, TEAM_ID, USER_ID, 'member');
      await this.invitations.insert(tx, INVITATION_ID, {
        kind: 'team',
        resourceId: TEAM_ID,
        email: 'dorothy@example.com',
        role: 'member',
        invitedBy: ownerId,
        seconds: WEEK_SECONDS,
      });
    });
  }
}
