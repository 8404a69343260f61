import { Injectable } from '@nestjs/common';
import type { Transaction } from '@almanac/platform';
import { AccountTeller } from './account.teller';
import { PlanningTeller, type PlanningName } from './planning.teller';
import type { Heard, Telling, TellingName } from './telling';

const ofPlanning: Readonly<Record<PlanningName, true>> = {
  'activity.assigned': true,
  'activities.assigned': true,
  'comment.created': true,
  'comment.updated': true,
  'reminder.due': true,
  'collaborator.joined': true,
  'collaborator.updated': true,
  'plan.member-joined': true,
  'plan.member-updated': true,
};

/** Whom an event concerns, whatever it is about. */
@Injectable()
export class Tellers {
  constructor(
    private readonly planning: PlanningTeller,
    private readonly account: AccountTeller,
  ) {}

  of(tx: Transaction, event: Heard<TellingName>): Promise<Telling[]> {
    return isOfPlanning(event) ? this.planning.of(tx, event) : this.account.of(tx, event);
  }
}

function isOfPlanning(event: { name: TellingName }): event is Heard<PlanningName> {
  return Object.hasOwn(ofPlanning, event.name);
}
