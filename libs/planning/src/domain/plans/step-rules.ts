import type { FieldProblem } from '@almanac/kernel';
import { CircleError, Network } from './network';
import type { PlanStep } from './plan';
import { MAX_DEPENDENCIES, type StepContent } from './plan-content';

/** More than anybody reads. */
const MAX_PROBLEMS = 100;

type Linked = Pick<StepContent, 'id' | 'dependsOn'>;

/** Why these steps make no plan: ids that stand twice, steps that are not there, circles; each with its place. */
export function stepProblems(steps: readonly Linked[]): FieldProblem[] {
  const places = new Map<string, number>();
  const problems: FieldProblem[] = [];
  steps.forEach(({ id }, index) => {
    const first = places.get(id);
    if (first === undefined) places.set(id, index);
    else {
      const message = `id is that of steps[${first}] already`;
      problems.push({ field: `steps[${index}].id`, message, rule: 'unique' });
    }
  });
  let dependencies = 0;
  steps.forEach(({ dependsOn }, index) => {
    dependencies += dependsOn.length;
    dependsOn.forEach(({ id }, place) => {
      if (places.has(id)) return;
      const field = `steps[${index}].dependsOn[${place}].id`;
      problems.push({ field, message: 'id must be that of a step of this plan', rule: 'exists' });
    });
  });
  if (dependencies > MAX_DEPENDENCIES) {
    const message = `steps must have at most ${MAX_DEPENDENCIES} dependencies together`;
    problems.push({ field: 'steps', message, rule: 'maxItems' });
  }
  return problems.length > 0 ? problems.slice(0, MAX_PROBLEMS) : circleOf(steps);
}

function circleOf(steps: readonly Linked[]): FieldProblem[] {
  try {
    new Network(steps.map(bare));
    return [];
  } catch (error) {
    if (error instanceof CircleError) return [circleProblem(steps, error)];
    throw error;
  }
}

/** Names the circle, at the dependency that closes it. */
export function circleProblem(steps: readonly Linked[], circle: CircleError): FieldProblem {
  const [first, last] = [circle.steps[0], circle.steps.at(-1)];
  const index = steps.findIndex(({ id }) => id === first);
  const place = steps[index]?.dependsOn.findIndex(({ id }) => id === last) ?? 0;
  return { field: `steps[${index}].dependsOn[${place}].id`, message: circle.message, rule: 'circle' };
}

function bare({ id, dependsOn }: Linked): PlanStep {
  return { id, dependsOn, duration: 0, priority: 0 };
}
