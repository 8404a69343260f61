import { CollaboratorsController, PlanCollaboratorsController } from './collaborators.controller';
import { PublicPlannersController, SharedPlannersController } from './outside.controller';
import { ShareLinksController } from './share-links.controller';
import { SharedPageController } from './shared-page.controller';

/** Collaborators, share links and public planners. */
export const sharingControllers = [
  CollaboratorsController,
  PlanCollaboratorsController,
  ShareLinksController,
  SharedPlannersController,
  PublicPlannersController,
  SharedPageController,
];
