import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { appendEvent, type RequestContext, type Transaction } from '@almanac/platform';
import { SignInGate, type SignInPass } from './sign-in-gate';
import { SignInRecords } from './sign-in-records';

/** What follows a wrong first or second factor: it counts, is remembered, and may lock the account. */
@Injectable()
export class SignInFailures {
  constructor(
    private readonly gate: SignInGate,
    private readonly records: SignInRecords,
  ) {}

  /** @param userId null where nobody has the address */
  async record(
    tx: Transaction,
    ctx: RequestContext,
    pass: SignInPass,
    userId: Id | null,
    method: string,
  ): Promise<void> {
    const { lockedUntil } = await this.gate.fail(tx, pass);
    await this.records.recordAttempt(tx, ctx, userId, method, 'INVALID_CREDENTIALS');
    if (lockedUntil === undefined || userId === null) return;
    await appendEvent(tx, ctx, {
      name: 'user.locked',
      payload: { userId, until: lockedUntil.toISOString() },
      resource: { type: 'user', id: userId },
    });
    this.records.recordLock(tx, ctx, userId, lockedUntil);
  }
}
