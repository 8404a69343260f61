import type { FieldChange, Id } from '@almanac/kernel';
import type { Holder, RequestContext, Transaction } from '@almanac/platform';
import type { ReadOnly } from '../../domain/read-only';
import type { Intent, Role } from '../../domain/role';
import type { Shared, SharedType } from '../../domain/sharing/shared';
import type { Written } from '../announcer';

/** What came to be of somebody on a thing; `null` is not being on it. */
export interface MemberChange {
  user: { id: Id; displayName: string | null };
  before: Role | null;
  after: Role | null;
  changes: FieldChange[];
}

/** A thing that has another owner, as whoever had it before sees it. */
export interface HandedOn extends Written {
  role: Role | null;
}

/** A kind of thing that is shared by name: its access policy, its lock, and how what happens to it is told. */
export abstract class SharedKind {
  abstract readonly type: SharedType;

  /** How the caller stands to it. @throws DomainError NOT_FOUND, FORBIDDEN */
  abstract require(
    ctx: RequestContext,
    intent: Intent,
    id: Id,
  ): Promise<{ role: Role | null; teamId: Id | null }>;

  /** Locks it for whoever may do this with it; others never lock it. @throws DomainError NOT_FOUND, FORBIDDEN */
  abstract enter(tx: Transaction, ctx: RequestContext, id: Id, intent: Intent): Promise<void>;

  /** Locks it without asking who comes. */
  abstract lock(tx: Transaction, id: Id): Promise<void>;

  /** Why nothing may be changed of it now, whoever comes; null where it may. It is locked. */
  abstract whyReadOnly(ctx: RequestContext, id: Id): Promise<ReadOnly | null>;

  /** Lets this person have one more; called before its lock. @throws DomainError of the limit */
  abstract requireRoom(tx: Transaction, receiver: Holder): Promise<void>;

  /** Tells of somebody on it, in its stream. Gives the operation's id. */
  abstract tellOfMember(
    tx: Transaction,
    ctx: RequestContext,
    of: Pick<Shared, 'id' | 'version'>,
    change: MemberChange,
  ): Promise<Id>;

  /** Tells of its new owner to all who are on it; the caller is an admin on it now. */
  abstract tellOfOwner(
    tx: Transaction,
    ctx: RequestContext,
    id: Id,
    changes: FieldChange[],
  ): Promise<HandedOn>;
}
