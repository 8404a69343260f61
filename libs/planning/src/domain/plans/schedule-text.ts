import type { FieldProblem } from '@almanac/kernel';
import { ganttOf } from './gantt';
import { CircleError, UnknownStepError } from './network';
import { isUser, priorityWord, toSchedule, type PlanContent, type StepContent } from './plan-content';
import { HorizonError, schedule, type Schedule } from './schedule';
import { circleProblem } from './step-rules';

/** What a thread is asked: all texts, which travel cheaply. */
export interface ScheduleTask {
  kind: 'schedule' | 'gantt' | 'rows';
  plan: PlanContent;
  /** JSON text of the steps. */
  steps: string;
  level: boolean;
  /** Milliseconds since 1970, for the line that shows today. */
  now: number;
}

/** The schedule or the rows as JSON text, or the drawing as SVG text; or why there is none. */
export type ScheduleOutcome = { text: string; finish: number } | { problem: FieldProblem };

/** From text to text: what a thread does, or this one where it is short. */
export function scheduleText(task: ScheduleTask): ScheduleOutcome {
  return scheduleSteps(task, JSON.parse(task.steps) as StepContent[]);
}

/** The same with the steps as they are. */
export function scheduleSteps(
  { kind, plan, level, now }: ScheduleTask,
  steps: StepContent[],
): ScheduleOutcome {
  try {
    const result = schedule(toSchedule(plan, steps), { level });
    const { finish } = result;
    if (kind === 'gantt') return { text: ganttOf(plan, steps, result, now), finish };
    return { text: kind === 'rows' ? rowsOf(steps, result) : jsonOf(result), finish };
  } catch (error) {
    if (error instanceof CircleError) return { problem: circleProblem(steps, error) };
    if (error instanceof HorizonError || error instanceof UnknownStepError) {
      const index = steps.findIndex(({ id }) => id === error.step);
      return { problem: { field: `steps[${index}]`, message: error.message, rule: 'horizon' } };
    }
    throw error;
  }
}

/** As the API shows it: instants as UTC texts. The same instant stands in many places, so its text is made once. */
function jsonOf(result: Schedule): string {
  const texts = new Map<number, string>();
  const at = (time: number): string => {
    let text = texts.get(time);
    if (text === undefined) texts.set(time, (text = new Date(time).toISOString()));
    return text;
  };
  const steps = result.steps.map(
    (step) =>
      `{"id":${JSON.stringify(step.id)},"start":"${at(step.start)}","end":"${at(step.end)}",` +
      `"earliestStart":"${at(step.earliestStart)}","latestFinish":"${at(step.latestFinish)}",` +
      `"totalFloat":${step.totalFloat},"freeFloat":${step.freeFloat},"critical":${step.critical}` +
      `${step.assignee === undefined ? '' : `,"assignee":${JSON.stringify(step.assignee)}`}}`,
  );
  const { criticalPath, load, feasible, lateBy, blame } = result;
  return (
    `{"start":"${at(result.start)}","finish":"${at(result.finish)}","criticalPath":${JSON.stringify(criticalPath)},` +
    `"steps":[${steps.join(',')}],"load":${JSON.stringify(load)},"feasible":${feasible},"lateBy":${lateBy},` +
    `"blame":${JSON.stringify(blame)}}`
  );
}

/** What becomes of each step when the plan is applied, in the order of the steps. */
function rowsOf(steps: readonly StepContent[], result: Schedule): string {
  const scheduled = new Map(result.steps.map((step) => [step.id, step]));
  const rows = steps.map(({ id, title, duration, priority, assignee, dependsOn }, place) => ({
    step: id,
    place,
    title,
    start: new Date(scheduled.get(id)?.start ?? result.start).toISOString(),
    end: new Date(scheduled.get(id)?.end ?? result.start).toISOString(),
    minutes: duration,
    priority: priorityWord(priority),
    assignee: isUser(assignee) ? assignee : null,
    after: dependsOn.map((dependency) => dependency.id),
  }));
  return JSON.stringify(rows);
}
