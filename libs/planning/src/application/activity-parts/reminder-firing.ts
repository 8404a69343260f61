import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import {
  appendEvent,
  Config,
  Database,
  People,
  PostponeJob,
  UnitOfWork,
  type RequestContext,
  type Transaction,
} from '@almanac/platform';
import { Announcer } from '../announcer';
import { DueReminders, type DueReminder, type WaitingReminder } from '../ports/due-reminders';
import { PlannerLedger } from '../ports/planner-ledger';

/** What came of it. `not-waiting`: it went off before, or waits for another time. `moved`: into another planner just now. */
type Outcome = 'fired' | 'passed-over' | 'not-waiting' | 'moved' | { early: number };

/**
 * Lets reminders go off (spec: planning.md, "each fires once"). Whoever comes, and however often, under the planner's
 * lock one finds the reminder waiting; that it went off, and that the person is to be told, is one transaction.
 */
@Injectable()
export class ReminderFiring {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: DueReminders,
    private readonly ledger: PlannerLedger,
    private readonly announcer: Announcer,
    private readonly people: People,
    private readonly database: Database,
    private readonly config: Config,
  ) {}

  /**
   * Whether it went off now.
   * @throws PostponeJob where its time has not come, by the clock of the database
   */
  async fire(context: RequestContext, waiting: WaitingReminder): Promise<boolean> {
    let outcome: Outcome = 'moved';
    while (outcome === 'moved') {
      const plannerId = await this.store.plannerOf(this.database, waiting.id);
      if (plannerId === undefined) return false;
      outcome = await this.unitOfWork.run(context, (tx) => this.underLock(tx, context, plannerId, waiting));
    }
    if (typeof outcome === 'object')
      throw new PostponeJob(Math.ceil(outcome.early), 'The time of the reminder has not come');
    return outcome === 'fired';
  }

  private async underLock(
    tx: Transaction,
    context: RequestContext,
    plannerId: Id,
    waiting: WaitingReminder,
  ): Promise<Outcome> {
    await this.ledger.lock(tx, [plannerId]);
    const due = await this.store.due(tx, waiting);
    if (!due) return 'not-waiting';
    if (due.plannerId !== plannerId) return 'moved';
    if (due.inMs > 0) return { early: due.inMs };
    if (!(await this.mayFire(tx, due))) {
      await this.store.passOver(tx, waiting.id);
      return 'passed-over';
    }
    await this.tell(tx, context, waiting.id, due);
    return 'fired';
  }

  private async mayFire(tx: Transaction, { wanted, inMs, userId }: DueReminder): Promise<boolean> {
    if (!wanted || inMs < -this.config.REMINDER_LATE_SECONDS * 1000) return false;
    return (await this.people.seen(tx, [userId])).length > 0;
  }

  /** The person, and whoever looks at the activity, where it is shown as sent from now on. */
  private async tell(tx: Transaction, context: RequestContext, id: Id, due: DueReminder): Promise<void> {
    const { activityId, plannerId, userId, title, dueDate, type } = due;
    const mark = await this.ledger.advance(tx, plannerId, {});
    const activity = await this.store.sent(tx, id, activityId);
    await this.announcer.announce(tx, context, mark, {
      name: 'activity.updated',
      payload: { activity },
      of: { type: 'activity', id: activityId, version: activity.version },
    });
    await appendEvent(tx, context, {
      name: 'reminder.due',
      payload: {
        ...{ reminderId: id, activityId, plannerId, userId, title },
        dueDate: dueDate?.toISOString() ?? null,
        channels: [type],
      },
      resource: { type: 'reminder', id },
    });
  }
}
