import type { InvitationKindName } from '@almanac/contracts';
import type { Id } from '@almanac/kernel';
import type {
  Invitation,
  NewInvitation,
  PageRequest,
  Queryable,
  RequestContext,
  Transaction,
} from '@almanac/platform';
import type { InvitationEnd } from '../../domain/invitations/invitation-state';

/** What people are invited into. */
export interface InvitedTo {
  kind: InvitationKindName;
  resourceId: Id;
}

/** Invitations in PostgreSQL. Open are those that nobody has decided on and whose time is not over. */
export abstract class InvitationRepository {
  /** There must be no pending one of the same address and thing. */
  abstract insert(tx: Transaction, id: Id, invitation: NewInvitation): Promise<Invitation>;
  abstract findOpen(queryable: Queryable, id: Id): Promise<Invitation | undefined>;
  abstract findOpenTo(queryable: Queryable, about: InvitedTo, email: string): Promise<Invitation | undefined>;
  /** Ends an open invitation; false where it was not open any more. Of two that come at once one gets it. */
  abstract decide(tx: Transaction, id: Id, end: InvitationEnd): Promise<boolean>;
  /** Ends the pending one of the address, open or out of time. */
  abstract replace(tx: Transaction, about: InvitedTo, email: string): Promise<void>;
  /** Takes open ones back: all, or those that a person sent to be in one of these roles. Gives how many. */
  abstract revokeAll(
    tx: Transaction,
    about: InvitedTo,
    only?: { invitedBy: Id; roles: readonly string[] },
  ): Promise<number>;
  /** `data` of the list of the open ones. */
  abstract list(ctx: RequestContext, about: InvitedTo, page: PageRequest): Promise<string>;
  /** Deletes those whose time was over 30 days ago, whatever was decided. */
  abstract deleteOld(tx: Transaction): Promise<void>;
}
