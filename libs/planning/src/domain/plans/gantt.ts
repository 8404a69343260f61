import type { PlanContent, StepContent } from './plan-content';
import type { Schedule } from './schedule';

/** To come. */
export function ganttOf(
  plan: PlanContent,
  steps: readonly StepContent[],
  result: Schedule,
  now: number,
): string {
  return `<svg xmlns="http://www.w3.org/2000/svg"><title>${plan.title}${steps.length}${result.start}${now}</title></svg>`;
}
