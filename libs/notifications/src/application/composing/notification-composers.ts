import { Injectable } from '@nestjs/common';
import type { Transaction } from '@almanac/platform';
import { AccountComposer } from './account.composer';
import { planningEvents, PlanningComposer, type PlanningName } from './planning.composer';
import type { Heard, NotificationDraft, NotifyingName } from './notification-draft';

/** Whom an event concerns, whatever it is about. */
@Injectable()
export class NotificationComposers {
  constructor(
    private readonly planning: PlanningComposer,
    private readonly account: AccountComposer,
  ) {}

  compose(tx: Transaction, event: Heard<NotifyingName>): Promise<NotificationDraft[]> {
    return isOfPlanning(event) ? this.planning.compose(tx, event) : this.account.compose(tx, event);
  }
}

function isOfPlanning(event: { name: NotifyingName }): event is Heard<PlanningName> {
  return planningEvents.some((name) => name === event.name);
}
