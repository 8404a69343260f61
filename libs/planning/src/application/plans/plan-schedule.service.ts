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
const HOUR_MS = 3_600_000;

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
    return (await this.compute('schedule', await this.source(context, id), level)).text;
  }

  /**
   * SVG text and its tag; no text where the caller has it already. The line that shows today moves once an hour, so the
   * tag has the hour in it.
   */
  async gantt(
    context: RequestContext,
    id: Id,
    level: boolean,
    isKnown: (tag: string) => boolean,
  ): Promise<{ svg: string | undefined; tag: string }> {
    const source = await this.source(context, id);
    const hour = Math.floor(systemClock.now().getTime() / HOUR_MS);
    const tag = `v${source.version}.t${hour}`;
    if (isKnown(tag)) return { svg: undefined, tag };
    return { svg: (await this.compute('gantt', source, level, hour * HOUR_MS)).text, tag };
  }

  /** The plan as the scheduler needs it, for whoever may read it. */
  async source(context: RequestContext, id: Id): Promise<PlanSource> {
    await this.access.require(context, 'read', id);
    const source = await this.reader.source(this.database.for(context), id);
    if (!source) throw planNotFound();
    return source;
  }

  /** @throws DomainError VALIDATION_ERROR, SERVICE_UNAVAILABLE */
  async compute(kind: ScheduleTask['kind'], { content, steps }: PlanSource, level: boolean, now = 0) {
    const task = { kind, plan: content, steps, level, now };
    const outcome = this.onTheSpot(task) ?? (await this.threads.run(task));
    if ('problem' in outcome) throw refused(outcome.problem);
    return outcome;
  }

  private onTheSpot(task: ScheduleTask) {
    if (task.steps.length > SHORT_TEXT) return undefined;
    const steps = JSON.parse(task.steps) as StepContent[];
    return isShort(toSchedule(task.plan, steps)) ? scheduleSteps(task, steps) : undefined;
  }
}
