import { ActivityEntity } from './activity.entity';
import { PlannerEntity, PlannerMemberEntity, PlannerStatsEntity } from './planner.entity';
import { SectionEntity } from './section.entity';

/** Everything that planning keeps in PostgreSQL; migrations/1763700002000-planning.ts says the same. */
export const planningEntities = [
  PlannerEntity,
  PlannerMemberEntity,
  PlannerStatsEntity,
  SectionEntity,
  ActivityEntity,
];
