import type { FieldChange } from '@almanac/kernel';
import { changesBetween } from '../changes';
import type { StepContent } from './plan-content';

/** More changes than these are counted, not told one by one: a history is no second copy of the plan. */
const MAX_TOLD = 50;
/** Of a circle's or a dependency list's text in one entry. */
const MAX_TEXT = 500;

/** What a write changed in the steps of a plan, for the history. */
export function stepChanges(before: readonly StepContent[], after: readonly StepContent[]): FieldChange[] {
  const old = new Map(before.map((step) => [step.id, step]));
  const now = new Map(after.map((step) => [step.id, step]));
  const counts = { added: 0, removed: 0, changed: 0 };
  const told: FieldChange[] = [];
  const tell = (change: FieldChange) => {
    if (told.length <= MAX_TOLD) told.push(change);
  };
  for (const step of before) {
    if (now.has(step.id)) continue;
    counts.removed += 1;
    tell({ field: `steps.${step.id}`, before: step.title, after: null });
  }
  for (const step of after) {
    const was = old.get(step.id);
    if (was === undefined) {
      counts.added += 1;
      tell({ field: `steps.${step.id}`, before: null, after: step.title });
      continue;
    }
    const changes = JSON.stringify(was) === JSON.stringify(step) ? [] : fieldsOf(was, step);
    if (changes.length > 0) counts.changed += 1;
    changes.forEach(tell);
  }
  if (told.length > MAX_TOLD) {
    return [{ field: 'steps', before: { count: before.length }, after: { count: after.length, ...counts } }];
  }
  const isMoved = told.length === 0 && before.some((step, index) => after[index]?.id !== step.id);
  return isMoved ? [{ field: 'steps.order', before: null, after: 'changed' }] : told;
}

function fieldsOf(before: StepContent, after: StepContent): FieldChange[] {
  return changesBetween({ ...before }, { ...after }, `steps.${after.id}.`).map((change) =>
    JSON.stringify(change).length > MAX_TEXT
      ? { field: change.field, before: null, after: 'changed' }
      : change,
  );
}
