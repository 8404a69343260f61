import type { PlanContent, StepContent } from '../plans/plan-content';
import type { PlanBody } from './body';
import { offsetBetween } from './offset';
import { said, spokenFor } from './said';

/** The body of a template that makes the plan again: dates are told from its start, and people are left out. */
export function bodyFromPlan(
  content: PlanContent,
  steps: readonly StepContent[],
  timeZone: string,
): PlanBody {
  const { title, description, startsAt, deadline, calendar } = content;
  const offset = (date: string | null) => (date === null ? null : offsetBetween(startsAt, date, timeZone));
  const { timezone: _own, ...days } = calendar;
  return spokenFor({
    ...said({ title, description, deadlineOffset: offset(deadline) }),
    calendar: {
      workingDays: [...days.workingDays],
      hours: days.hours.map(({ from, to }) => ({ from, to })),
      holidays: [...days.holidays],
    },
    steps: steps.map(({ assignee: _somebody, earliestStart, fixedStart, ...step }) =>
      said({
        ...step,
        earliestStartOffset: offset(earliestStart),
        fixedStartOffset: offset(fixedStart),
      }),
    ),
  });
}
