/**
 * Planning: planners, sections, activities, who may see and change them, and what was done to them. It
 * must never ask who somebody is (identity does) nor write outside the ledger's lock.
 */
export { ExamplePlannerService } from './application/example-planner.service';
export { ChangeRetention } from './application/ports/change-retention';
export { AutoArchive } from './application/auto-archive';
export * from './application/ports/whole-planners';
export { PlannerAccess } from './application/planner-access/planner-access';
export { ExamplePlanService } from './application/plans/example-plan.service';
export { ReminderAgenda } from './application/activity-parts/reminder-agenda';
export { ReminderFiring } from './application/activity-parts/reminder-firing';
export { PurgeService } from './application/purge.service';
export { SearchIndexer } from './application/search/search-indexer';
export { PlannerMaker } from './application/templates/planner-maker';
export type { Written } from './application/announcer';
export { ExampleTemplateService } from './application/templates/example-template.service';
export { PLANNER_ID } from './domain/example-ids';
export { datesAt, type Dates } from './domain/recurrence/occurrence-content';
export { occursBetween } from './domain/recurrence/series-place';
export { activityContent, type ActivityInput } from './domain/activity';
export { MAX_COMMENT } from './domain/activity-parts/mentions';
export { MAX_REMINDERS, newReminder, type ReminderInput } from './domain/activity-parts/reminder';
export { plannerContent } from './domain/planner';
export { recurrenceOf, requireSeries } from './domain/recurrence/recurrence';
export { sectionContent } from './domain/section';
export { instant } from './domain/time-range';
export type * from './domain/templates/to-planner';
export { CreateActivityDto, UpdateActivityDto } from './api/activity-input.dto';
export { CreateReminderDto } from './api/activity-parts/parts.dto';
export { CreatePlannerDto } from './api/planner-input.dto';
export { PlannerDto } from './api/planner.dto';
export { CreateSectionDto } from './api/section.dto';
export { roleByTeam } from './domain/role';
export { planningEntities } from './infrastructure/entities';
export { templateCatalogue } from './infrastructure/templates/template-catalogue.seed';
export { PlanningModule } from './planning.module';
export { PlanningApiModule } from './planning-api.module';
export { PlanningWorkerModule } from './planning-worker.module';
export { TemplatesModule } from './templates.module';
