import { Injectable } from '@nestjs/common';
import type { Transaction } from '@almanac/platform';
import { AccountTeller } from './account.teller';
import { planningEvents, PlanningTeller, type PlanningName } from './planning.teller';
import type { Heard, Telling, TellingName } from './telling';

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
  return planningEvents.some((name) => name === event.name);
}
