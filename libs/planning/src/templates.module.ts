import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { ExampleTemplateService } from './application/templates/example-template.service';
import { PlanInstantiator } from './application/templates/plan-instantiator';
import { PlanTemplateService } from './application/templates/plan-template.service';
import { PlannerMaker } from './application/templates/planner-maker';
import { PlannerInstantiator } from './application/templates/planner-instantiator';
import { PlannerTemplateService } from './application/templates/planner-template.service';
import { PlannerDraftStore } from './application/templates/ports/planner-draft-store';
import { TemplateStore } from './application/templates/ports/template-store';
import { TemplateViews } from './application/templates/ports/template-views';
import { TeamTemplates } from './application/templates/team-templates';
import { TemplateAccess } from './application/templates/template-access';
import { TemplateInstantiators } from './application/templates/template-instantiator';
import { TemplateQueries } from './application/templates/template-queries';
import { TemplateUseService } from './application/templates/template-use.service';
import { TemplateService } from './application/templates/template.service';
import { HeldByTemplates } from './infrastructure/templates/held-by-templates';
import { SqlPlannerDraftStore } from './infrastructure/templates/sql-planner-draft.store';
import { SqlTemplateStore } from './infrastructure/templates/sql-template.store';
import { SqlTemplateViews } from './infrastructure/templates/sql-template.views';
import { PlanningModule } from './planning.module';

const useCases = [
  TemplateService,
  TemplateUseService,
  TemplateQueries,
  PlannerTemplateService,
  PlanTemplateService,
  ExampleTemplateService,
];

/** Templates, for every process. What is made of one kind of them is known by the provider of its instantiator. */
@Module({
  imports: [PlanningModule, DiscoveryModule],
  providers: [
    { provide: TemplateStore, useClass: SqlTemplateStore },
    { provide: TemplateViews, useClass: SqlTemplateViews },
    { provide: PlannerDraftStore, useClass: SqlPlannerDraftStore },
    TemplateAccess,
    TemplateInstantiators,
    PlannerMaker,
    PlannerInstantiator,
    PlanInstantiator,
    TeamTemplates,
    HeldByTemplates,
    ...useCases,
  ],
  // What undo writes with, and what makes planners.
  exports: [TemplateStore, TemplateAccess, PlannerMaker, ...useCases],
})
export class TemplatesModule {}
