import type { PlanInput, StepInput } from '../plans/plan-content';
import { DEFAULT_RULES } from '../plans/working-calendar';
import type { PlanBody } from './body';
import { RelativeDates } from './offset';
import type { Start } from './to-planner';

/** A plan as it is sent for a new one. */
export type PlanDraft = PlanInput & { title: string; steps: StepInput[] };

/**
 * What a body with its variables filled in makes: a draft in the working hours of the zone of whoever makes it.
 * @throws DomainError VALIDATION_ERROR for dates out of the calendar
 */
export function planFrom(body: PlanBody, title: string, start: Start): PlanDraft {
  const { steps, calendar = {}, deadlineOffset, description } = body;
  const { workingDays = DEFAULT_RULES.workingDays, hours = DEFAULT_RULES.hours, holidays = [] } = calendar;
  const dates = new RelativeDates(start.startDate, start.timeZone, { workingDays, holidays }, start);
  const at = (offset: string | null | undefined, field: string) =>
    typeof offset === 'string' ? dates.at(offset, `body.${field}`) : null;
  return {
    title,
    description: description ?? null,
    startsAt: start.startDate,
    deadline: at(deadlineOffset, 'deadlineOffset'),
    calendar: { workingDays, hours, holidays, timezone: start.timeZone },
    steps: steps.map(({ earliestStartOffset, fixedStartOffset, ...step }, index) => ({
      ...step,
      earliestStart: at(earliestStartOffset, `steps[${index}].earliestStartOffset`),
      fixedStart: at(fixedStartOffset, `steps[${index}].fixedStartOffset`),
    })),
  };
}
