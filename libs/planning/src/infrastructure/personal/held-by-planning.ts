import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import {
  appendEvent,
  HoldsPersonalData,
  RequestContext,
  type PersonalDataHolder,
  type PersonalPart,
  type Snapshot,
  type Transaction,
} from '@almanac/platform';
import { Announcer } from '../../application/announcer';
import { PlannerLedger, type Mark } from '../../application/ports/planner-ledger';
import {
  erasePlanners,
  forgetAssigned,
  forgetIn,
  forgetNotes,
  leave,
  lockOwned,
  lockOwnedPlans,
  parts,
  purgedBefore,
  shared,
  sharedPlans,
  touched,
} from './personal-data.sql';

/** Planners with all that is in them, and what the person did in those of others. */
@Injectable()
@HoldsPersonalData()
export class HeldByPlanning implements PersonalDataHolder {
  readonly name = 'planning';

  constructor(
    private readonly ledger: PlannerLedger,
    private readonly announcer: Announcer,
  ) {}

  export(snapshot: Snapshot, userId: Id): PersonalPart[] {
    return parts(snapshot, userId);
  }

  async erase(tx: Transaction, userId: Id): Promise<void> {
    const owned = [...(await tx.query(lockOwned, [userId])), ...(await tx.query(lockOwnedPlans, [userId]))];
    const gone = [...owned, ...(await tx.query(purgedBefore, [userId]))];
    const farewells = await this.farewells(tx, userId);
    const plans = await tx.query(sharedPlans, [userId]);
    for (const erasure of erasePlanners) await tx.query(erasure, [gone.map(({ id }) => id)]);
    // First, so that whatever is being given back from a note is there to be forgotten.
    await tx.query(forgetNotes, [userId]);
    await tx.query(forgetAssigned, [gone.map(({ id }) => id), userId]);
    for (const { mark, version } of farewells) await this.tell(tx, mark, version);
    for (const plan of plans) await tellOfPlan(tx, plan);
    const others = (await tx.query(touched, [userId])).map(({ id }) => id);
    await this.ledger.lock(tx, others);
    for (const forgetting of forgetIn) await tx.query(forgetting, [others, userId]);
    // And now what was noted meanwhile: who was changing what names the person has been waited for.
    await tx.query(forgetNotes, [userId]);
    for (const leaving of leave) await tx.query(leaving, [userId]);
  }

  private async farewells(tx: Transaction, userId: Id): Promise<{ mark: Mark; version: number }[]> {
    const farewells: { mark: Mark; version: number }[] = [];
    for (const { id, version } of await tx.query(shared, [userId]))
      farewells.push({ mark: await this.ledger.advance(tx, id, { structure: true }), version });
    return farewells;
  }

  /** All that is left of a planner's history: whoever had it learns that it is gone. */
  private async tell(tx: Transaction, mark: Mark, version: number): Promise<void> {
    const id = mark.plannerId;
    await this.announcer.announce(tx, RequestContext.system(), mark, {
      name: 'planner.deleted',
      payload: { planner: { id } },
      of: { type: 'planner', id, version: version + 1 },
    });
  }
}

async function tellOfPlan(
  tx: Transaction,
  { id, version, audience, seq }: { id: Id; version: number; audience: Id[]; seq: string },
): Promise<void> {
  await appendEvent(tx, RequestContext.system(), {
    name: 'plan.deleted',
    payload: { plan: { id }, audience },
    resource: { type: 'plan', id, version: version + 1 },
    stream: { id, seq, prev: null },
  });
}
