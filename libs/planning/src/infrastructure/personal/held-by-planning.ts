import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import {
  HoldsPersonalData,
  type PersonalDataHolder,
  type PersonalPart,
  type Snapshot,
  type Transaction,
} from '@almanac/platform';
import {
  erasePlanners,
  forgetIn,
  leave,
  lockOwned,
  personalParts,
  purgedBefore,
  touched,
} from './personal-data.sql';

/** Planners with all that is in them, and what the person did in those of others. */
@Injectable()
@HoldsPersonalData()
export class HeldByPlanning implements PersonalDataHolder {
  readonly name = 'planning';

  export(snapshot: Snapshot, userId: Id): PersonalPart[] {
    return personalParts.map(({ name, statement }) => ({ name, rows: snapshot.rows(statement, [userId]) }));
  }

  async erase(tx: Transaction, userId: Id): Promise<void> {
    const planners = [...(await tx.query(lockOwned, [userId])), ...(await tx.query(purgedBefore, [userId]))];
    for (const erasure of erasePlanners) await tx.query(erasure, [planners.map(({ id }) => id)]);
    const others = await tx.query(touched, [userId]);
    for (const forgetting of forgetIn) await tx.query(forgetting, [others.map(({ id }) => id), userId]);
    await tx.query(leave, [userId]);
  }
}
