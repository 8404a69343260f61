import { OutsideViews } from '../../application/ports/sharing/outside-views';
import { ShareLinkStore } from '../../application/ports/sharing/share-link-store';
import {
  PlanInvitationKind,
  PlannerInvitationKind,
} from '../../application/sharing/collaborator-invitation.kinds';
import { CollaboratorInvitationsService } from '../../application/sharing/collaborator-invitations.service';
import { CollaboratorService } from '../../application/sharing/collaborator.service';
import { ExampleSharing } from '../../application/sharing/example-sharing';
import { OutsideQueries } from '../../application/sharing/outside-queries';
import { OwnershipService } from '../../application/sharing/ownership.service';
import { ShareLinkRecords } from '../../application/sharing/share-link-records';
import { ShareLinkService } from '../../application/sharing/share-link.service';
import { ShareTokens } from '../../application/sharing/share-tokens';
import { SharedPlanners } from '../../application/sharing/shared-planners';
import { SharedPlans } from '../../application/sharing/shared-plans';
import { SharedThings } from '../../application/sharing/shared-things';
import { SharingAccess } from '../../application/sharing/sharing-access';
import { SqlOutsideViews } from './sql-outside.views';
import { SqlShareLinkStore } from './sql-share-link.store';

/** Collaborators, share links and public planners. */
export const sharingProviders = [
  { provide: ShareLinkStore, useClass: SqlShareLinkStore },
  { provide: OutsideViews, useClass: SqlOutsideViews },
  SharingAccess,
  SharedPlanners,
  SharedPlans,
  SharedThings,
  CollaboratorService,
  CollaboratorInvitationsService,
  PlannerInvitationKind,
  PlanInvitationKind,
  OwnershipService,
  ShareTokens,
  ShareLinkRecords,
  ShareLinkService,
  OutsideQueries,
  ExampleSharing,
];
