import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import {
  appendEvent,
  AuditTrail,
  keptRefusal,
  UnitOfWork,
  type RequestContext,
  type Transaction,
} from '@almanac/platform';
import { invalidMailedToken, MailedTokens, type LinkPurpose } from '../mailed-tokens';
import { AccountRepository, EmailTaken } from '../ports/account.repository';
import { EmailChangeRepository, type EmailChange, type EmailSide } from '../ports/email-change.repository';
import { SessionStates } from '../session-states';
import { emailTaken } from './email-taken';

export interface EmailConfirmed {
  /** Whether the account has its new address now. */
  changed: boolean;
  /** Whose confirmation is still awaited. */
  waitingFor: EmailSide | null;
}

const purposes: Record<EmailSide, LinkPurpose> = {
  old: 'confirm-email-change-old',
  new: 'confirm-email-change-new',
};

/** Changes the address of an account once the owners of both, the old one and the new, have confirmed it. */
@Injectable()
export class EmailChangeService {
  constructor(
    private readonly changes: EmailChangeRepository,
    private readonly accounts: AccountRepository,
    private readonly tokens: MailedTokens,
    private readonly states: SessionStates,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Takes the token of either link; with the second one the address changes.
   * @throws DomainError INVALID_MAILED_TOKEN; ALREADY_EXISTS where somebody else has the address by now
   */
  async confirm(ctx: RequestContext, token: string): Promise<EmailConfirmed> {
    const { id, side } = this.sideOf(token);
    return this.unitOfWork.run(ctx, async (tx) => {
      const change = await this.changes.lockOpen(tx, id);
      if (!change || (side === 'old' ? change.oldConfirmed : change.newConfirmed)) throw invalidMailedToken();
      await this.changes.confirm(tx, id, side);
      const other = side === 'old' ? change.newConfirmed : change.oldConfirmed;
      if (!other) return { changed: false, waitingFor: side === 'old' ? 'new' : 'old' };
      await this.carryOut(tx, ctx, change);
      return { changed: true, waitingFor: null };
    });
  }

  /**
   * Calls the change off, by the link in the mail to the old address.
   * @throws DomainError INVALID_MAILED_TOKEN
   */
  async cancel(ctx: RequestContext, token: string): Promise<void> {
    const id = this.tokens.idOf(token, 'cancel-email-change');
    await this.unitOfWork.run(ctx, async (tx) => {
      const change = await this.changes.lockOpen(tx, id);
      if (!change) throw invalidMailedToken();
      await this.changes.remove(tx, id);
      const actor = { type: 'user', id: change.userId } as const;
      this.audit.record(tx, ctx, { action: 'auth.email.change-cancelled', actor, resource: actor });
    });
  }

  private async carryOut(tx: Transaction, ctx: RequestContext, change: EmailChange): Promise<void> {
    const { id, userId, newEmail } = change;
    try {
      await this.accounts.changeEmail(tx, userId, newEmail);
    } catch (error) {
      if (!(error instanceof EmailTaken)) throw error;
      // It can never come off; whoever asked may begin anew with another address.
      await this.changes.remove(tx, id);
      throw keptRefusal(emailTaken());
    }
    await this.changes.finish(tx, id);
    const actor = { type: 'user', id: userId } as const;
    await appendEvent(tx, ctx, {
      name: 'user.email-changed',
      payload: { userId, changeId: id },
      resource: actor,
    });
    this.audit.record(tx, ctx, { action: 'auth.email.changed', actor, resource: actor });
    this.states.renewAfterCommit(tx, userId);
  }

  private sideOf(token: string): { id: Id; side: EmailSide } {
    try {
      return { id: this.tokens.idOf(token, purposes.new), side: 'new' };
    } catch {
      return { id: this.tokens.idOf(token, purposes.old), side: 'old' };
    }
  }
}
