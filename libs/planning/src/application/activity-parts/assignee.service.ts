import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import {
  Database,
  People,
  UnitOfWork,
  type RequestContext,
  type SeenPerson,
  type Transaction,
} from '@almanac/platform';
import { notFound, refused } from '../../domain/refusals';
import { ActivityQueries } from '../activity-queries';
import { ActivityWriter } from '../activity-writer';
import type { Written } from '../announcer';
import { ActivityLinks } from './activity-links';
import { PlannerGate } from '../planner-access/planner-gate';

export const MAX_ASSIGNEES = 50;

/**
 * Who works on an activity. Nobody is assigned who may not see its planner: that is asked while the planner's lock is
 * held. Whoever loses the planner later is taken off what is still open by `AssignmentRelease`.
 */
@Injectable()
export class AssigneeService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly gate: PlannerGate,
    private readonly writer: ActivityWriter,
    private readonly queries: ActivityQueries,
    private readonly people: People,
    private readonly database: Database,
    private readonly links: ActivityLinks,
  ) {}

  /** In the order in which they were assigned. @throws DomainError NOT_FOUND, FORBIDDEN */
  async list(context: RequestContext, activityId: Id): Promise<SeenPerson[]> {
    const { assignees } = await this.queries.parts(context, activityId);
    return this.seen(context, assignees);
  }

  /** Assigning somebody again does nothing. @throws DomainError NOT_FOUND, FORBIDDEN, VALIDATION_ERROR */
  async assign(
    context: RequestContext,
    activityId: Id,
    userId: Id,
  ): Promise<Written & { person: SeenPerson }> {
    const written = await this.write(context, activityId, userId, (assignees) => {
      if (assignees.includes(userId)) return assignees;
      if (assignees.length < MAX_ASSIGNEES) return [...assignees, userId];
      const message = `an activity may have at most ${MAX_ASSIGNEES} assignees`;
      throw refused({ field: 'userId', message, rule: 'maxItems' });
    });
    const [person] = await this.seen(context, [userId]);
    return {
      ...written,
      person: person ?? { id: userId, displayName: null, username: null, photoUrl: null },
    };
  }

  /** @throws DomainError NOT_FOUND, FORBIDDEN */
  unassign(context: RequestContext, activityId: Id, userId: Id): Promise<Written> {
    return this.write(context, activityId, undefined, (assignees) => {
      if (!assignees.includes(userId)) throw notFound('assignee');
      return assignees.filter((one) => one !== userId);
    });
  }

  private write(
    context: RequestContext,
    activityId: Id,
    added: Id | undefined,
    rule: (assignees: Id[]) => Id[],
  ): Promise<Written> {
    return this.unitOfWork.run(context, async (tx) => {
      const { plannerId } = await this.gate.enter(context, tx, 'activity', activityId);
      if (added !== undefined) await this.requireSeeing(tx, plannerId, added);
      const expected = { versions: context.expectedVersions };
      return this.writer.change(tx, context, activityId, expected, (content) => ({
        ...content,
        assignees: rule(content.assignees),
      }));
    });
  }

  private async requireSeeing(tx: Transaction, plannerId: Id, userId: Id): Promise<void> {
    if ((await this.links.seeing(tx, plannerId, [userId])).length > 0) return;
    const message = 'the person must be able to see the planner';
    throw refused({ field: 'userId', message, rule: 'seesPlanner' });
  }

  private async seen(context: RequestContext, ids: readonly Id[]): Promise<SeenPerson[]> {
    const known = new Map(
      (await this.people.seen(this.database.for(context), ids)).map((person) => [person.id, person]),
    );
    const nobody = { displayName: null, username: null, photoUrl: null };
    return ids.map((id) => known.get(id) ?? { id, ...nobody });
  }
}
