import { Injectable } from '@nestjs/common';
import { systemClock, type Id } from '@almanac/kernel';
import { Database, type RequestContext } from '@almanac/platform';
import { isShort } from '../../domain/plans/horizon';
import { toSchedule, type StepContent } from '../../domain/plans/plan-content';
import { scheduleSteps, type ScheduleTask } from '../../domain/plans/schedule-text';
import { refused } from '../../domain/refusals';
import { PlanAccess, planNotFound } from './plan-access';
import { PlanReader, type PlanSource } from './ports/plan-reader';
import { ScheduleThreads } from './ports/schedule-threads';

/** Below this length of the steps' JSON they may be few enough to be scheduled on the spot. */
const SHORT_TEXT = 30_000;

/** Computes and draws schedules. It changes nothing: the same plan gives the same schedule each time. */
@Injectable()
export class PlanScheduleService {
  constructor(
    private readonly access: PlanAccess,
    private readonly reader: PlanReader,
    private readonly threads: ScheduleThreads,
    private readonly database: Database,
  ) {}

  /** JSON text. @throws DomainError NOT_FOUND, FORBIDDEN, VALIDATION_ERROR, SERVICE_UNAVAILABLE */
  async schedule(context: RequestContext, id: Id, level: boolean): Promise<string> {
    return this.compute('schedule', await this.source(context, id), level);
  }

  /** SVG text, and the version of the plan that it shows. */
  async gantt(context: RequestContext, id: Id, level: boolean): Promise<{ svg: string; version: number }> {
    const source = await this.source(context, id);
    return { svg: await this.compute('gantt', source, level), version: source.version };
  }

  /** The plan as the scheduler needs it, for whoever may read it. */
  async source(context: RequestContext, id: Id): Promise<PlanSource> {
    await this.access.require(context, 'read', id);
    const source = await this.reader.source(this.database.for(context), id);
    if (!source) throw planNotFound();
    return source;
  }

  async compute(kind: ScheduleTask['kind'], { content, steps }: PlanSource, level: boolean): Promise<string> {
    const task = { kind, plan: content, steps, level, now: systemClock.now().getTime() };
    const outcome = this.onTheSpot(task) ?? (await this.threads.run(task));
    if ('problem' in outcome) throw refused(outcome.problem);
    return outcome.text;
  }

  private onTheSpot(task: ScheduleTask) {
    if (task.steps.length > SHORT_TEXT) return undefined;
    const steps = JSON.parse(task.steps) as StepContent[];
    return isShort(toSchedule(task.plan, steps)) ? scheduleSteps(task, steps) : undefined;
  }
}
