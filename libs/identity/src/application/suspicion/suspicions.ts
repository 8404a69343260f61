import { Injectable } from '@nestjs/common';
import type { AuditAction, DomainEvents } from '@almanac/contracts';
import type { Id } from '@almanac/kernel';
import {
  addressKey,
  appendEvent,
  AuditTrail,
  Config,
  type RequestContext,
  type Transaction,
} from '@almanac/platform';
import { deviceName } from '../../domain/suspicion/device-name';
import { MailedTokenRepository } from '../ports/mailed-token.repository';
import { SuspicionRepository } from '../ports/suspicion.repository';

type Kind = DomainEvents['security.noticed']['kind'];

/** Tries from one address are looked at for so long. */
const TRIED_SECONDS = 3600;
/** A person is told of the same kind of thing once in so many seconds, and admins of the same address. */
const NOTICE_SECONDS = 3600;

const actions: Record<Kind, AuditAction> = {
  'new-device': 'security.suspicious.new-device',
  'new-country': 'security.suspicious.new-country',
  'many-accounts': 'security.suspicious.many-accounts',
  'token-reuse': 'security.suspicious.token-reuse',
};

/**
 * Notices what may be an attack (spec: identity.md, "Audit log"): each has an entry for admins, and a notice to
 * the person whom it concerns. It refuses nothing; the guards of sign-in do that.
 */
@Injectable()
export class Suspicions {
  constructor(
    private readonly past: SuspicionRepository,
    private readonly quota: MailedTokenRepository,
    private readonly audit: AuditTrail,
    private readonly config: Config,
  ) {}

  /** A sign-in came off. To be called once it is recorded, in the same transaction. */
  async afterSignIn(tx: Transaction, ctx: RequestContext, userId: Id, deviceIsKnown: boolean): Promise<void> {
    const country = ctx.country ?? null;
    const userAgent = ctx.userAgent?.slice(0, 512) ?? null;
    const past = await this.past.pastOf(tx, userId, { ip: ctx.ip ?? null, userAgent, country });
    // Before the first sign-in there was nothing that it could be unlike.
    if (country !== null && past.anyCountry && !past.sameCountry) {
      await this.notice(tx, ctx, userId, 'new-country');
    } else if (past.any && !deviceIsKnown && !past.sameClient) {
      await this.notice(tx, ctx, userId, 'new-device');
    }
    if (await this.triesMany(tx, ctx)) await this.notice(tx, ctx, userId, 'many-accounts');
  }

  /** A sign-in failed; the same work whether the account exists or not. */
  async afterFailure(tx: Transaction, ctx: RequestContext): Promise<void> {
    const { ip } = ctx;
    if (ip === undefined || !(await this.triesMany(tx, ctx))) return;
    const key = `suspicious:many-accounts:${addressKey(ip)}`;
    if ((await this.quota.takeFromQuota(tx, key, 1, NOTICE_SECONDS)) !== undefined) return;
    this.audit.record(tx, ctx, {
      action: 'security.suspicious.many-accounts',
      outcome: 'failure',
      actor: { type: 'system', id: null },
      after: { accountsAtLeast: this.config.SUSPICIOUS_ACCOUNTS },
    });
  }

  /** A spent refresh token came again. */
  async tokenReused(tx: Transaction, ctx: RequestContext, userId: Id): Promise<void> {
    await this.notice(tx, ctx, userId, 'token-reuse');
  }

  private async triesMany(tx: Transaction, ctx: RequestContext): Promise<boolean> {
    if (ctx.ip === undefined) return false;
    return (await this.past.accountsTried(tx, ctx.ip, TRIED_SECONDS)) >= this.config.SUSPICIOUS_ACCOUNTS;
  }

  private async notice(tx: Transaction, ctx: RequestContext, userId: Id, kind: Kind): Promise<void> {
    const device = deviceName(ctx.userAgent);
    const resource = { type: 'user', id: userId };
    const country = ctx.country;
    this.audit.record(tx, ctx, {
      action: actions[kind],
      actor: { type: 'system', id: null },
      resource,
      after: { device, ...(country === undefined ? {} : { country }) },
    });
    const wait = await this.quota.takeFromQuota(tx, `suspicious:${kind}:${userId}`, 1, NOTICE_SECONDS);
    if (wait !== undefined) return;
    const payload = { userId, kind, device, ip: ctx.ip ?? null, country: country ?? null };
    await appendEvent(tx, ctx, { name: 'security.noticed', payload, resource });
  }
}
