import { Injectable } from '@nestjs/common';
import { systemClock, type Id } from '@almanac/kernel';
import {
  addressKey,
  Database,
  Gate,
  PasswordHasher,
  tokenHash,
  type PageRequest,
  type RequestContext,
} from '@almanac/platform';
import { notFound } from '../../domain/refusals';
import {
  barrierOf,
  linkExpired,
  noLink,
  PASSWORD_TRIES,
  PASSWORD_WINDOW_MS,
  passwordNeeded,
  tooManyTries,
  wrongPassword,
} from '../../domain/sharing/share-link';
import { OutsideViews, type PublicFilter } from '../ports/sharing/outside-views';
import { ShareLinkStore, type FoundLink } from '../ports/sharing/share-link-store';

/**
 * Planners for people without an account: by a share link, or because they are public. Nothing is cached, so that a
 * link that was taken back is dead everywhere with that very commit.
 */
@Injectable()
export class OutsideQueries {
  constructor(
    private readonly views: OutsideViews,
    private readonly links: ShareLinkStore,
    private readonly hasher: PasswordHasher,
    private readonly gate: Gate,
    private readonly database: Database,
  ) {}

  /** @throws DomainError NOT_FOUND, GONE, INVALID_CREDENTIALS where it needs a password */
  async look(ctx: RequestContext, shareId: string): Promise<string> {
    const { link, barrier } = await this.find(ctx, shareId);
    if (barrier === 'password') throw passwordNeeded();
    return this.shown(ctx, link);
  }

  /**
   * The same with a password. Tries are counted before the password is looked at, so that those which come at once
   * are not more than those which come one by one; a right one is given back, so that readers never run out.
   * @throws DomainError NOT_FOUND, GONE, INVALID_CREDENTIALS, RATE_LIMIT_EXCEEDED
   */
  async open(ctx: RequestContext, shareId: string, password: string): Promise<string> {
    const { link, barrier } = await this.find(ctx, shareId);
    if (barrier !== 'password') return this.shown(ctx, link);
    const key = `share:${link.id}:${addressKey(ctx.ip ?? '')}`;
    const { hits, resetMs } = await this.gate.count(key, PASSWORD_WINDOW_MS);
    if (hits > PASSWORD_TRIES) throw tooManyTries(Math.max(1, Math.ceil(resetMs / 1000)));
    if (!(await this.hasher.verify(password, link.passwordHash))) throw wrongPassword();
    await this.gate.giveBack(key);
    // It may have been taken back while the password was looked at.
    return this.shown(ctx, (await this.find(ctx, shareId)).link);
  }

  publicPlanners(ctx: RequestContext, filter: PublicFilter, page: PageRequest): Promise<string> {
    return this.views.publicList(ctx, filter, page);
  }

  /** @throws DomainError NOT_FOUND, also for one that is not public */
  async publicPlanner(ctx: RequestContext, id: Id): Promise<string> {
    const json = await this.views.public(ctx, id);
    if (json === undefined) throw notFound('planner');
    return json;
  }

  private async find(ctx: RequestContext, shareId: string) {
    const link = await this.links.byToken(this.database.for(ctx), tokenHash(shareId));
    if (!link) throw noLink();
    const barrier = barrierOf(link, systemClock.now());
    if (barrier === 'expired') throw linkExpired();
    return { link, barrier };
  }

  private async shown(ctx: RequestContext, link: FoundLink): Promise<string> {
    const json = await this.views.shared(ctx, link.plannerId);
    if (json === undefined) throw noLink();
    await this.links.countAccess(this.database.for(ctx), link.id);
    return json;
  }
}
