import type { Transaction } from '@almanac/platform';
import type { Operation } from '../../domain/undo/operation';
import { type ActivityStore, type LoadedActivity } from '../ports/activity-store';
import { type BuiltOn, undoneOtherwise } from './built-on';
import { Reversals } from './reversals';

/** Reversals of what was written of an activity that is there, in the planner where it was written. */
export abstract class OfActivities extends Reversals {
  constructor(
    protected readonly store: ActivityStore,
    protected readonly builtOn: BuiltOn,
  ) {
    super();
  }

  /** @throws DomainError CONFLICT where it went, or went elsewhere */
  protected async live(tx: Transaction, operation: Operation): Promise<LoadedActivity> {
    const activity = await this.store.load(tx, operation.resourceId);
    if (!activity) throw undoneOtherwise('It is gone for good');
    if (activity.deletedAt !== null) throw await this.builtOn.refusal(tx, operation, ['deleted']);
    if (activity.plannerId !== operation.plannerId)
      throw await this.builtOn.refusal(tx, operation, ['plannerId']);
    return activity;
  }
}
