import { CollaboratorStore } from './application/ports/sharing/collaborator-store';
import { OutsideViews } from './application/ports/sharing/outside-views';
import { ShareLinkStore } from './application/ports/sharing/share-link-store';
import { CollaboratorAnnouncements } from './application/sharing/collaborator-announcements';
import { CollaboratorInvitationsService } from './application/sharing/collaborator-invitations.service';
import { CollaboratorService } from './application/sharing/collaborator.service';
import { ExampleSharing } from './application/sharing/example-sharing';
import { OutsideQueries } from './application/sharing/outside-queries';
import { OwnershipAnnouncements, OwnershipService } from './application/sharing/ownership.service';
import { PlannerInvitationKind } from './application/sharing/planner-invitation.kind';
import { ShareLinkRecords } from './application/sharing/share-link-records';
import { ShareLinkService } from './application/sharing/share-link.service';
import { ShareTokens } from './application/sharing/share-tokens';
import { SharingAccess } from './application/sharing/sharing-access';
import { SqlCollaboratorStore } from './infrastructure/sharing/sql-collaborator.store';
import { SqlOutsideViews } from './infrastructure/sharing/sql-outside.views';
import { SqlShareLinkStore } from './infrastructure/sharing/sql-share-link.store';

/** Collaborators, share links and public planners. */
export const sharingProviders = [
  { provide: CollaboratorStore, useClass: SqlCollaboratorStore },
  { provide: ShareLinkStore, useClass: SqlShareLinkStore },
  { provide: OutsideViews, useClass: SqlOutsideViews },
  SharingAccess,
  CollaboratorAnnouncements,
  CollaboratorService,
  CollaboratorInvitationsService,
  PlannerInvitationKind,
  OwnershipAnnouncements,
  OwnershipService,
  ShareTokens,
  ShareLinkRecords,
  ShareLinkService,
  OutsideQueries,
  ExampleSharing,
];
