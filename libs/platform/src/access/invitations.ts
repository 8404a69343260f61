import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { InvitationKindName } from '@almanac/contracts';
import type { Id } from '@almanac/kernel';
import type { RequestContext } from '../context';
import type { Queryable, Transaction } from '../database';
import { providersOf } from './providers-of';

/** An invitation that may still be taken up. */
export interface Invitation {
  id: Id;
  kind: InvitationKindName;
  resourceId: Id;
  /** As it was typed; the invitation is for the account that has it, verified. */
  email: string;
  role: string;
  /** Whom it names, where somebody was invited by their account and not by an address. */
  userId: Id | null;
  /** Null where that account is gone. */
  invitedBy: Id | null;
  createdAt: Date;
  expiresAt: Date;
}

export interface NewInvitation {
  kind: InvitationKindName;
  resourceId: Id;
  email: string;
  role: string;
  /** Whose address it is, where the inviter has named an account and must not learn the address. */
  userId?: Id | undefined;
  invitedBy: Id;
  /** How long it is good for, in seconds. */
  seconds: number;
}

/** What an invitation is about, in words for a mail and for answers. */
export interface InvitationSubject {
  /** `the team`, `the planner`. */
  what: string;
  /** Its name or title. */
  name: string;
}

/**
 * A kind of thing that people are invited into. The feature that has it implements this; tokens, mails, the
 * binding to an address and being used once are the same for all kinds.
 */
export abstract class InvitationKind {
  abstract readonly kind: InvitationKindName;

  /** Nothing where it is gone: then nobody can join. */
  abstract subject(queryable: Queryable, resourceId: Id): Promise<InvitationSubject | undefined>;

  /** Keeps others from changing who belongs to it, until the transaction ends. False where it is gone. */
  abstract lock(tx: Transaction, resourceId: Id): Promise<boolean>;

  /**
   * Lets the caller in, after `lock`. Gives the role that they have then: never less than they had.
   * @throws DomainError where they may not join any more
   */
  abstract join(tx: Transaction, ctx: RequestContext, invitation: Invitation, userId: Id): Promise<string>;

  /** Somebody said no; for the audit log. */
  abstract declined(tx: Transaction, ctx: RequestContext, invitation: Invitation): void;
}

/** The kinds of the process. */
@Injectable()
export class InvitationKinds {
  constructor(private readonly discovery: DiscoveryService) {}

  /** @throws Error where no feature, or more than one, has the kind */
  of(name: InvitationKindName): InvitationKind {
    const [kind, ...others] = providersOf(this.discovery, InvitationKind).filter(({ kind }) => kind === name);
    if (!kind || others.length > 0) throw new Error(`One feature must know invitations into a ${name}`);
    return kind;
  }
}

/** One that was sent or taken back, and the id of the event that says so. */
export interface WrittenInvitation extends Invitation {
  operationId: Id;
}

/** Inviting, for features. Identity implements it; whoever calls has asked its own policy, and holds the lock. */
export abstract class Invitations {
  /**
   * Invites an address and has the mail sent. An open invitation of the same address is replaced: its link is
   * dead from then on. Work and answer are the same whether the address belongs to an account or not.
   * @throws DomainError RATE_LIMIT_EXCEEDED where the address got too many of them lately
   */
  abstract invite(
    tx: Transaction,
    ctx: RequestContext,
    invitation: NewInvitation,
  ): Promise<WrittenInvitation>;

  /** Nothing where it was decided on, taken back, or is past its time. */
  abstract open(queryable: Queryable, id: Id): Promise<Invitation | undefined>;

  /** Takes an open invitation back; nothing where this thing has no such one. */
  abstract revoke(
    tx: Transaction,
    ctx: RequestContext,
    about: { kind: InvitationKindName; resourceId: Id },
    id: Id,
  ): Promise<WrittenInvitation | undefined>;

  /** Takes back what this person has invited to, as far as it is in these roles; gives how many. */
  abstract revokeBy(
    tx: Transaction,
    about: { kind: InvitationKindName; resourceId: Id },
    invitedBy: Id,
    roles: readonly string[],
  ): Promise<number>;

  /** Takes back all that are open: the thing is going. */
  abstract revokeAll(tx: Transaction, about: { kind: InvitationKindName; resourceId: Id }): Promise<void>;
}
