import type { Id } from '@almanac/kernel';
import type { PlanContent, PlanStatus } from '../../domain/plans/plan-content';
import type { CalendarRules } from '../../domain/plans/working-calendar';

/** A plan as the use cases read it. */
export interface PlanRow {
  id: Id;
  version: number;
  title: string;
  description: string | null;
  starts_at: Date;
  deadline: Date | null;
  status: PlanStatus;
  calendar: CalendarRules;
  steps: string;
  deleted_at: Date | null;
}

export const PLAN_COLUMNS = `id, version, title, description, starts_at, deadline, status, calendar,
  steps::text AS steps, deleted_at`;

export function contentOf({
  title,
  description,
  starts_at,
  deadline,
  status,
  calendar,
}: PlanRow): PlanContent {
  return {
    ...{ title, description, status, calendar },
    startsAt: starts_at.toISOString(),
    deadline: deadline?.toISOString() ?? null,
  };
}
