import { Injectable } from '@nestjs/common';
import type { DomainEventName, ErrorCode } from '@almanac/contracts';
import { DomainError, newId, type Id } from '@almanac/kernel';
import { appendEvent, Invitations, type NewInvitation, type WrittenInvitation } from '@almanac/platform';
import type { Invitation, Queryable, RequestContext, Transaction } from '@almanac/platform';
import { MailQuota } from '../accounts/mail-quota';
import { InvitationRepository, type InvitedTo } from '../ports/invitation.repository';

/** Nobody gets more invitations than these, however many people send them. */
const MAILS = 10;
const WINDOW_SECONDS = 3600;

/** Sends invitations and takes them back, for every kind of thing. */
@Injectable()
export class InvitationService extends Invitations {
  constructor(
    private readonly repository: InvitationRepository,
    private readonly quota: MailQuota,
  ) {
    super();
  }

  override async invite(
    tx: Transaction,
    ctx: RequestContext,
    wanted: NewInvitation,
  ): Promise<WrittenInvitation> {
    const wait = await this.quota.take(tx, 'invitation', wanted.email, MAILS, WINDOW_SECONDS);
    if (wait !== undefined) {
      const message = 'This address has got many invitations lately; please wait before you send another';
      throw new DomainError<ErrorCode>('RATE_LIMIT_EXCEEDED', message, undefined, wait);
    }
    await this.repository.replace(tx, wanted, wanted.email);
    const invitation = await this.repository.insert(tx, newId(), wanted);
    return { ...invitation, operationId: await announce(tx, ctx, 'invitation.created', invitation.id) };
  }

  override open(queryable: Queryable, id: Id): Promise<Invitation | undefined> {
    return this.repository.findOpen(queryable, id);
  }

  override async revoke(
    tx: Transaction,
    ctx: RequestContext,
    { kind, resourceId }: InvitedTo,
    id: Id,
  ): Promise<WrittenInvitation | undefined> {
    const invitation = await this.repository.findOpen(tx, id);
    if (invitation?.kind !== kind || invitation.resourceId !== resourceId) return undefined;
    if (!(await this.repository.decide(tx, id, 'revoked'))) return undefined;
    return { ...invitation, operationId: await announce(tx, ctx, 'invitation.revoked', id) };
  }

  override revokeBy(
    tx: Transaction,
    about: InvitedTo,
    invitedBy: Id,
    roles: readonly string[],
  ): Promise<number> {
    return this.repository.revokeAll(tx, about, { invitedBy, roles });
  }

  override async revokeAll(tx: Transaction, about: InvitedTo): Promise<void> {
    await this.repository.revokeAll(tx, about);
  }
}

async function announce(
  tx: Transaction,
  ctx: RequestContext,
  name: Extract<DomainEventName, 'invitation.created' | 'invitation.revoked'>,
  invitationId: Id,
): Promise<Id> {
  const resource = { type: 'invitation', id: invitationId };
  return appendEvent(tx, ctx, { name, payload: { invitationId }, resource });
}
