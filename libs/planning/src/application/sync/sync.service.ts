import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError, missingPermissions, systemClock, type Id } from '@almanac/kernel';
import { callerOf, SettledNumbers, type RequestContext } from '@almanac/platform';
import { refused } from '../../domain/refusals';
import { keyOf, planPage, type Entry, type Extent, type PagePlan } from '../../domain/sync/sync-page';
import { readToken, TOKEN_DAYS, writeToken, type SyncToken, type Walk } from '../../domain/sync/sync-token';
import { ChangesReader, type Receiver, type ShownThing } from '../ports/changes-reader';

const DAY_MS = 86_400_000;

/** One change as a client gets it; `json` is null for a deletion. */
interface Change {
  seq: number;
  type: string;
  id: Id;
  json: string | null;
}

/** A page under way: what it holds so far, how far the client is after it, and whether there is more. */
interface Page {
  changes: Change[];
  seq: number;
  walk: Walk | null;
  more: boolean;
}

/**
 * What changed for the caller since they last asked (spec: planning.md, "Delta sync"; fine-print.md; docs/adr/0083).
 * Shows things as they are now, at the `seq` of what last touched them. Never gives a token beyond what has settled, nor
 * anything that the caller may not see at this moment.
 */
@Injectable()
export class SyncService {
  constructor(
    private readonly settled: SettledNumbers,
    private readonly reader: ChangesReader,
  ) {}

  /**
   * `data` of the answer, as JSON text.
   * @throws DomainError VALIDATION_ERROR for a token that is none, GONE for one that is too old.
   */
  async changes(context: RequestContext, since: string | undefined, limit: number): Promise<string> {
    const upTo = await this.settled.last();
    const start = await this.start(context, since, upTo);
    const page: Page = { changes: [], seq: start.seq, walk: start.walk, more: true };
    if (page.walk !== null) await this.goOn(context, page, page.walk, limit);
    if (page.walk === null) await this.gather(context, page, upTo, limit);
    return this.render(page);
  }

  private async start(context: RequestContext, since: string | undefined, upTo: number): Promise<SyncToken> {
    const all: Walk = { only: null, depth: this.reader.deepest, after: null };
    if (since === undefined) return { seq: upTo, walk: all, issuedAt: undefined };
    const token = readToken(since);
    if (!token) throw badToken();
    if (token.issuedAt !== undefined) {
      // Ahead of everything: the server was restored from a backup.
      if (isOld(new Date(token.issuedAt)) || token.seq > upTo + FAR_AHEAD) throw tooOld();
      return token;
    }
    if (token.seq === 0) return { seq: upTo, walk: all, issuedAt: undefined };
    if (token.seq > upTo + FAR_AHEAD) throw badToken();
    const at = await this.reader.timeOf(context, token.seq);
    if (at === undefined || isOld(at)) throw tooOld();
    // A client may have heard of something, live, before all that was drawn ahead of it had settled.
    return { ...token, seq: Math.min(token.seq, upTo) };
  }

  /** Shows the next rows of a walk; where it comes to its end, the page goes on behind it. */
  private async goOn(context: RequestContext, page: Page, walk: Walk, limit: number): Promise<void> {
    const room = limit - page.changes.length;
    const rows = room > 0 ? await this.reader.walk(context, receiverOf(context), walk, room) : [];
    for (const { shown } of rows) {
      if (shown.json !== null) page.changes.push({ ...shown, seq: page.seq });
    }
    const last = rows.at(-1);
    page.walk = rows.length < room ? null : { ...walk, after: last?.place ?? walk.after };
  }

  private async gather(context: RequestContext, page: Page, upTo: number, limit: number): Promise<void> {
    const room = limit - page.changes.length;
    if (page.seq >= upTo) {
      page.more = false;
      return;
    }
    if (room === 0) return;
    const entries = await this.reader.entries(
      context,
      receiverOf(context),
      { after: page.seq, upTo },
      room + 1,
    );
    const { plan, changes } = await this.fit(context, entries, room, page.changes.length === 0);
    page.changes.push(...changes);
    // All that were read may fit, as they touch the same things: there may be more behind them.
    page.more = plan.taken < entries.length || entries.length > room;
    page.seq = page.more ? (entries[plan.taken - 1]?.seq ?? page.seq) : upTo;
    if (plan.walk) await this.walkFrom(context, page, plan.walk, limit);
  }

  private async walkFrom(
    context: RequestContext,
    page: Page,
    { plannerId, extent, seq }: NonNullable<PagePlan['walk']>,
    limit: number,
  ): Promise<void> {
    const walk = { only: plannerId, depth: this.depthOf(extent), after: null };
    const settled = page.seq;
    page.seq = seq;
    await this.goOn(context, page, walk, limit);
    if (page.walk === null) page.seq = settled;
    else page.more = true;
  }

  /** Sections may have come since they were counted: then fewer entries are taken. */
  private async fit(
    context: RequestContext,
    entries: readonly Entry[],
    room: number,
    empty: boolean,
  ): Promise<{ plan: PagePlan; changes: Change[] }> {
    for (let budget = room; ; budget -= 1) {
      const plan = planPage(entries, Math.max(budget, 1));
      // What remains of a page may be too small for the first entry, which then begins the next one.
      if (plan.walk?.squeezed && !empty) {
        return { plan: { ...plan, taken: 0, walk: undefined }, changes: [] };
      }
      const changes = await this.show(context, plan);
      if (changes.length <= room || budget <= 1) return { plan, changes: changes.slice(0, room) };
    }
  }

  private async show(context: RequestContext, plan: PagePlan): Promise<Change[]> {
    const planners = [...plan.planners];
    const named = [...plan.things.values(), ...planners.map(([id]) => ({ type: 'planner', id }))];
    if (named.length === 0) return [];
    const sectionsOf = planners.filter(([, { extent }]) => extent === 'sections').map(([id]) => id);
    const around = [...plan.around].map(([id, { plannerId }]) => ({ id, plannerId }));
    const shown = await this.reader.things(context, receiverOf(context), { named, sectionsOf, around });
    const changes = shown.map((thing) => ({ ...thing, seq: seqOf(thing, plan) }));
    const places = new Map(named.map((thing, index) => [keyOf(thing), index]));
    const placeOf = (thing: ShownThing) => places.get(keyOf(thing)) ?? named.length;
    return changes.sort(
      (one, other) =>
        one.seq - other.seq ||
        Number(one.json !== null) - Number(other.json !== null) ||
        placeOf(one) - placeOf(other),
    );
  }

  private depthOf(extent: Extent): number {
    return { planner: 0, sections: 1, whole: this.reader.deepest }[extent];
  }

  private render({ changes, seq, walk, more }: Page): string {
    const rows = changes.map(({ seq: at, type, id, json }) =>
      json === null
        ? `{"seq":${at},"type":"${type}","id":"${id}","op":"delete"}`
        : `{"seq":${at},"type":"${type}","id":"${id}","op":"upsert","data":${json}}`,
    );
    const nextToken = writeToken({ seq, walk }, systemClock.now());
    return `{"changes":[${rows.join(',')}],"nextToken":"${nextToken}","hasMore":${more}}`;
  }
}

/** Numbers that may have been drawn while a reader made do with less (SettledNumbers). */
const FAR_AHEAD = 1_000_000;

/** A thing stands at its own event; what only shifted with another, at that of the other. */
function seqOf(thing: ShownThing, { things, planners, around: roots }: PagePlan): number {
  const { type, id, plannerId } = thing;
  const own = things.get(keyOf(thing))?.seq ?? 0;
  const around = planners.get(type === 'planner' ? id : (plannerId ?? ''));
  const shifted = type === 'planner' || (type === 'section' && around?.extent === 'sections');
  const others = thing.because.map((root) => roots.get(root)?.seq ?? 0);
  return Math.max(own, shifted ? (around?.seq ?? 0) : 0, ...others);
}

/** A key may be good for planners alone. */
function receiverOf(context: RequestContext): Receiver {
  const { userId, permissions } = callerOf(context);
  const holds = (permission: string) => missingPermissions(permissions, [permission]).length === 0;
  return { userId, plans: holds('read:own-plans'), templates: holds('read:own-templates') };
}

function isOld(at: Date): boolean {
  return systemClock.now().getTime() - at.getTime() > TOKEN_DAYS * DAY_MS;
}

function badToken(): DomainError<ErrorCode> {
  return refused({
    field: 'since',
    message: 'since is neither a token of this server nor a seq',
    rule: 'token',
  });
}

function tooOld(): DomainError<ErrorCode> {
  return new DomainError<ErrorCode>(
    'GONE',
    `This token is older than ${TOKEN_DAYS} days; begin again without one`,
  );
}
