import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError, type Id } from '@almanac/kernel';
import { appendEvent, UnitOfWork, type RequestContext, type Transaction } from '@almanac/platform';
import { SignInGate, type SignInPass } from './sign-in-gate';
import { SignInRecords } from './sign-in-records';

/** Why an account may not be signed in to although its owner has proved who they are. */
const REFUSALS = ['ACCOUNT_SUSPENDED', 'EMAIL_NOT_VERIFIED'] as const satisfies readonly ErrorCode[];

/** What follows a wrong first or second factor: it counts, is remembered, and may lock the account. */
@Injectable()
export class SignInFailures {
  constructor(
    private readonly gate: SignInGate,
    private readonly records: SignInRecords,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Remembers a sign-in that was proved and refused all the same; any other error is none. By itself, as the
   * transaction of the sign-in was taken back.
   */
  async recordRefusal(ctx: RequestContext, userId: Id, method: string, error: unknown): Promise<void> {
    const reason = REFUSALS.find((code) => error instanceof DomainError && error.code === code);
    if (reason === undefined) return;
    await this.unitOfWork.run(ctx, (tx) => this.records.recordAttempt(tx, ctx, userId, method, reason));
  }

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
