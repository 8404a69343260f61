import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError, newId, type Id } from '@almanac/kernel';
import { appendEvent, AuditTrail, Config, type RequestContext, type Transaction } from '@almanac/platform';
import { judgeJoin } from '../../domain/oauth/joining';
import type { OutsideIdentity } from '../../domain/oauth/outside-identity';
import { createdFrom } from '../../domain/user';
import { VERIFICATION_SECONDS } from '../email-verification.service';
import { MailedTokenRepository } from '../ports/mailed-token.repository';
import { OutsideIdentityRepository } from '../ports/oauth/outside-identity.repository';
import { UserRepository } from '../ports/user.repository';
import { SignInRecords } from '../sign-in-records';
import { IdentityLinks } from './identity-links';

/** The account that an identity opens, or why it opens none. */
export type AccountFound = { userId: Id } | { refusal: DomainError<ErrorCode> };

/** Finds the account that an identity opens: the one that it is linked to, one that it may join, or a new one. */
@Injectable()
export class OutsideAccounts {
  constructor(
    private readonly identities: OutsideIdentityRepository,
    private readonly links: IdentityLinks,
    private readonly users: UserRepository,
    private readonly mailedTokens: MailedTokenRepository,
    private readonly records: SignInRecords,
    private readonly audit: AuditTrail,
    private readonly config: Config,
  ) {}

  /** Everybody who comes with the same identity at once waits here for the first, and finds its account. */
  async find(tx: Transaction, ctx: RequestContext, identity: OutsideIdentity): Promise<AccountFound> {
    await this.identities.lock(tx, identity);
    const owned = await this.identities.findOwned(tx, identity);
    if (owned) return { userId: owned.userId };
    const namesake = await this.namesake(tx, identity);
    const verdict = judgeJoin(identity, namesake);
    if (verdict === 'no-address')
      return { refusal: await this.refuse(tx, ctx, identity, undefined, noAddress()) };
    if (verdict === 'taken') return { refusal: await this.refuse(tx, ctx, identity, namesake?.id, taken()) };
    if (verdict === 'join' && namesake) {
      await this.links.link(tx, ctx, namesake.id, identity);
      return { userId: namesake.id };
    }
    // With concealment on, an address that nobody has proved answers the same whether it is taken or free.
    if (this.config.REGISTRATION_CONCEALS && !identity.emailVerified)
      return { refusal: await this.refuse(tx, ctx, identity, undefined, taken()) };
    const userId = await this.create(tx, ctx, identity);
    // Somebody registered with the address at this very moment: then it is taken.
    return userId === undefined ? this.find(tx, ctx, identity) : { userId };
  }

  /** The owner of the account, if there is one, finds the attempt in their history. Gives the refusal back. */
  async refuse(
    tx: Transaction,
    ctx: RequestContext,
    { provider }: OutsideIdentity,
    userId: Id | undefined,
    refusal: DomainError<ErrorCode>,
  ): Promise<DomainError<ErrorCode>> {
    await this.records.recordAttempt(tx, ctx, userId ?? null, provider, refusal.code);
    return refusal;
  }

  private async namesake(tx: Transaction, { email }: OutsideIdentity) {
    return email === null ? undefined : this.identities.lockNamesake(tx, email);
  }

  /** A new account without a password; undefined where the address was taken in the meantime. */
  private async create(
    tx: Transaction,
    ctx: RequestContext,
    identity: OutsideIdentity,
  ): Promise<Id | undefined> {
    const { email, emailVerified, displayName, photoUrl } = identity;
    if (email === null) return undefined;
    const userId = newId();
    const made = await this.users.insert(tx, {
      id: userId,
      email,
      passwordHash: null,
      displayName,
      createdFrom: createdFrom(ctx.userAgent),
      acceptedTerms: false,
      emailVerified,
      tier: 'free',
    });
    if (!made) return undefined;
    await this.identities.insert(tx, newId(), userId, identity, photoUrl);
    const actor = { type: 'user', id: userId } as const;
    const { provider } = identity;
    this.audit.record(tx, ctx, { action: 'auth.registered', actor, resource: actor, after: { provider } });
    const resource = { type: 'user', id: userId, version: 1 };
    await appendEvent(tx, ctx, { name: 'user.registered', payload: { userId }, resource });
    if (!emailVerified) {
      const tokenId = newId();
      await this.mailedTokens.insert(tx, tokenId, userId, 'verify-email', email, VERIFICATION_SECONDS);
      await appendEvent(tx, ctx, { name: 'user.verification-requested', payload: { tokenId }, resource });
    }
    return userId;
  }
}

function taken(): DomainError<ErrorCode> {
  return new DomainError<ErrorCode>(
    'ALREADY_EXISTS',
    'An account with this e-mail address may exist already, and it could not be proved that it is yours; sign in to it another way and link this provider there',
  );
}

function noAddress(): DomainError<ErrorCode> {
  return new DomainError<ErrorCode>(
    'EMAIL_NOT_VERIFIED',
    'The provider gave no e-mail address; make an account by e-mail and link this provider there',
  );
}
