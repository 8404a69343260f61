import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError, newId, type Id } from '@almanac/kernel';
import {
  appendEvent,
  AuditTrail,
  Config,
  UnitOfWork,
  type RequestContext,
  type Transaction,
} from '@almanac/platform';
import { createdFrom } from '../domain/user';
import { MailQuota } from './accounts/mail-quota';
import { NewPasswords } from './accounts/new-passwords';
import { VERIFICATION_SECONDS } from './email-verification.service';
import { MailedTokenRepository } from './ports/mailed-token.repository';
import { UserRepository } from './ports/user.repository';

export interface Registration {
  email: string;
  password: string;
  displayName: string | undefined;
  acceptTerms: boolean | undefined;
}

export interface RegisteredUser {
  userId: Id;
  email: string;
  displayName: string | null;
  emailVerified: boolean;
}

/** The owner of an address is told of a stranger's registration once in so many seconds. */
const REPEATED_NOTICE_SECONDS = 24 * 3600;

/** Makes accounts. A taken address costs the same time as a free one: the password is hashed either way. */
@Injectable()
export class RegistrationService {
  constructor(
    private readonly users: UserRepository,
    private readonly mailedTokens: MailedTokenRepository,
    private readonly newPasswords: NewPasswords,
    private readonly unitOfWork: UnitOfWork,
    private readonly quota: MailQuota,
    private readonly config: Config,
    private readonly audit: AuditTrail,
  ) {}

  /** @throws DomainError WEAK_PASSWORD, ALREADY_EXISTS, SERVICE_UNAVAILABLE */
  async register(ctx: RequestContext, registration: Registration): Promise<RegisteredUser> {
    const passwordHash = await this.newPasswords.hash(ctx, registration.password);
    return this.unitOfWork.run(ctx, async (tx) => {
      const userId = newId();
      const { email } = registration;
      const displayName = registration.displayName ?? null;
      const made = await this.users.insert(tx, {
        id: userId,
        email,
        passwordHash,
        displayName,
        createdFrom: createdFrom(ctx.userAgent),
        acceptedTerms: registration.acceptTerms === true,
        emailVerified: false,
        tier: 'free',
      });
      if (made) await this.welcome(tx, ctx, userId, email);
      else await this.refuseTaken(tx, ctx, email);
      return { userId, email, displayName, emailVerified: false };
    });
  }

  private async welcome(tx: Transaction, ctx: RequestContext, userId: Id, email: string): Promise<void> {
    const tokenId = newId();
    await this.mailedTokens.insert(tx, tokenId, userId, 'verify-email', email, VERIFICATION_SECONDS);
    const resource = { type: 'user', id: userId, version: 1 };
    await appendEvent(tx, ctx, { name: 'user.registered', payload: { userId }, resource });
    await appendEvent(tx, ctx, { name: 'user.verification-requested', payload: { tokenId }, resource });
    const actor = { type: 'user', id: userId } as const;
    this.audit.record(tx, ctx, { action: 'auth.registered', actor, resource: actor });
  }

  /** Refuses the address, or, on a server that conceals it, tells its owner and answers like a success. */
  private async refuseTaken(tx: Transaction, ctx: RequestContext, email: string): Promise<void> {
    if (!this.config.REGISTRATION_CONCEALS) {
      throw new DomainError<ErrorCode>(
        'ALREADY_EXISTS',
        'There is an account with this e-mail address already',
      );
    }
    const userId = await this.users.findIdByEmail(tx, email);
    if (userId === undefined) return;
    const wait = await this.quota.take(tx, 'registration-repeated', email, 1, REPEATED_NOTICE_SECONDS);
    if (wait !== undefined) return;
    await appendEvent(tx, ctx, {
      name: 'user.registration-repeated',
      payload: { userId },
      resource: { type: 'user', id: userId },
    });
  }
}
