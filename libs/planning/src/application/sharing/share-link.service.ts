import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { newId, systemClock, type Id } from '@almanac/kernel';
import { callerOf, PasswordHasher, tokenHash, UnitOfWork, type RequestContext } from '@almanac/platform';
import { refused } from '../../domain/refusals';
import { noLink } from '../../domain/sharing/share-link';
import { instant } from '../../domain/time-range';
import { PlannerAccess } from '../planner-access/planner-access';
import { ShareLinkStore } from '../ports/sharing/share-link-store';
import { ShareLinkRecords } from './share-link-records';
import { ShareTokens, type ShownLink } from './share-tokens';
import { requireSharingKey, SharingAccess } from './sharing-access';

export interface LinkInput {
  password?: string | null | undefined;
  expiresAt?: string | null | undefined;
}

export interface MadeLink {
  link: ShownLink;
  operationId: Id | undefined;
}

/** 192 bits. */
const TOKEN_BYTES = 24;

/** Makes, shows and takes back the share link of a planner. A new one kills the one before. */
@Injectable()
export class ShareLinkService {
  constructor(
    private readonly access: PlannerAccess,
    private readonly sharing: SharingAccess,
    private readonly links: ShareLinkStore,
    private readonly tokens: ShareTokens,
    private readonly hasher: PasswordHasher,
    private readonly records: ShareLinkRecords,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** @throws DomainError NOT_FOUND, also where there is no link, FORBIDDEN */
  show(ctx: RequestContext, plannerId: Id): Promise<ShownLink> {
    return this.unitOfWork.run(ctx, async (tx) => {
      await this.access.require(ctx, 'oversee', 'planner', plannerId);
      const link = await this.links.ofPlanner(tx, plannerId);
      if (!link) throw noLink();
      return this.tokens.shown(plannerId, link);
    });
  }

  /** @throws DomainError NOT_FOUND, FORBIDDEN, VALIDATION_ERROR, WEAK_PASSWORD over 72 bytes */
  async make(ctx: RequestContext, plannerId: Id, input: LinkInput): Promise<MadeLink> {
    requireSharingKey(ctx);
    const expiresAt = expiryOf(input, callerOf(ctx).timeZone);
    // Whoever may not share costs no hash, and no transaction waits for one.
    await this.access.require(ctx, 'manage', 'planner', plannerId);
    const passwordHash = typeof input.password === 'string' ? await this.hasher.hash(input.password) : null;
    return this.unitOfWork.run(ctx, async (tx) => {
      const { planner, standing } = await this.sharing.enter(tx, ctx, plannerId, 'manage');
      await this.sharing.requireSharing(tx, planner);
      const before = await this.links.ofPlanner(tx, plannerId);
      const token = randomBytes(TOKEN_BYTES).toString('base64url');
      const id = newId();
      await this.links.replace(tx, plannerId, {
        id,
        tokenHash: tokenHash(token),
        sealedToken: this.tokens.seal(plannerId, token),
        passwordHash,
        expiresAt,
      });
      const operationId = await this.records.shared(tx, ctx, plannerId, standing.role, before, {
        expiresAt,
        hasPassword: passwordHash !== null,
      });
      const link = await this.links.ofPlanner(tx, plannerId);
      if (!link) throw noLink();
      return { link: this.tokens.shown(plannerId, link), operationId };
    });
  }

  /**
   * Gives the operation's id.
   * @throws DomainError NOT_FOUND, also where there is no link, FORBIDDEN
   */
  async remove(ctx: RequestContext, plannerId: Id): Promise<Id | undefined> {
    requireSharingKey(ctx);
    return this.unitOfWork.run(ctx, async (tx) => {
      const { standing } = await this.sharing.enter(tx, ctx, plannerId, 'oversee');
      if (!(await this.links.remove(tx, plannerId))) throw noLink();
      return this.records.unshared(tx, ctx, plannerId, standing.role);
    });
  }
}

/** @throws DomainError VALIDATION_ERROR for a time that is over */
function expiryOf({ expiresAt }: LinkInput, timeZone: string): Date | null {
  if (typeof expiresAt !== 'string') return null;
  const time = new Date(instant(expiresAt, timeZone, 'expiresAt'));
  if (time.getTime() > systemClock.now().getTime()) return time;
  throw refused({ field: 'expiresAt', message: 'expiresAt must be in the future', rule: 'future' });
}
