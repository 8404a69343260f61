import type { Id } from '@almanac/kernel';
import type { PageRequest, Queryable, RequestContext, Transaction } from '@almanac/platform';

/** How a subscription here and there differs. */
export const differenceKinds = [
  /** Alive at the provider, and not known as that here. */
  'missing-here',
  /** Alive here, and not there. */
  'missing-there',
  /** Known as alive on both sides, and not alike. */
  'unlike',
  /** Alive there for a customer who is nobody's account. */
  'nobodys',
  /** A second one of an account, that was ended and given back. */
  'doubled',
] as const;
export type DifferenceKind = (typeof differenceKinds)[number];

/** A comparison that is under way. */
export interface Reconciliation {
  id: Id;
  /** First all of the provider's, then those of ours that were not among them. */
  phase: 'stripe' | 'local' | 'done';
  /** The last one that was looked at. */
  position: string | null;
}

export interface Difference {
  kind: DifferenceKind;
  /** The subscription at the provider. */
  subject: string;
  userId: Id | null;
  here: object | null;
  there: object | null;
  repaired: boolean;
}

export abstract class ReconciliationStore {
  /** The one that is under way, or a new one. */
  abstract begin(queryable: Queryable): Promise<Reconciliation>;

  abstract find(queryable: Queryable, id: Id): Promise<Reconciliation | undefined>;

  /** Notes a difference, or that it is repaired by now; false where it was known already. */
  abstract note(queryable: Queryable, id: Id, difference: Difference): Promise<boolean>;

  /** Goes on to there; false where another run has gone on meanwhile. */
  abstract advance(
    tx: Transaction,
    from: Reconciliation,
    to: Pick<Reconciliation, 'phase' | 'position'>,
    checked: number,
  ): Promise<boolean>;

  /** One as it is shown in the list, as JSON; undefined where there is none. */
  abstract show(queryable: Queryable, id: Id): Promise<string | undefined>;

  /** `data` of the list, newest first, each with its differences. */
  abstract list(context: RequestContext, page: PageRequest): Promise<string>;

  abstract expire(queryable: Queryable, days: number): Promise<void>;
}
