import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError, emailKey, type Id } from '@almanac/kernel';
import {
  addressKey,
  Config,
  savepoint,
  TokenSecret,
  UnitOfWork,
  type RequestContext,
  type Transaction,
} from '@almanac/platform';
import {
  accountRule,
  addressRule,
  admit,
  recordFailure,
  recordSuccess,
  release,
  type Admission,
  type GuardRule,
  type GuardState,
} from '../domain/sign-in-guard';
import { SignInRepository } from './ports/sign-in.repository';

/** The places that one attempt holds. */
export interface SignInPass {
  readonly guards: readonly { key: string; rule: GuardRule }[];
}

/** What a failure led to: the lock of the account that it filled, if it did. */
export interface FailureOutcome {
  lockedUntil: Date | undefined;
}

class AllPlacesTaken extends Error {}

/** How long an attempt waits for a place, and how often it looks. */
const LONGEST_WAIT_MS = 15_000;
const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 250;

/**
 * Lets sign-ins through to the password check. Counts in PostgreSQL, before anything is hashed, so that it
 * holds for guesses that come at once and on every replica. Knows accounts only by a keyed hash of the
 * address: one that nobody has is locked like any other.
 */
@Injectable()
export class SignInGate {
  constructor(
    private readonly repository: SignInRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly secret: TokenSecret,
    private readonly config: Config,
  ) {}

  /**
   * Takes a place for one attempt. The account is asked before the address. A known device is counted by
   * itself, so that a stranger's failures do not lock it.
   * @throws DomainError ACCOUNT_LOCKED, RATE_LIMIT_EXCEEDED, SERVICE_UNAVAILABLE
   */
  async enter(ctx: RequestContext, email: string, deviceId: Id | null): Promise<SignInPass> {
    const account = deviceId ? `device:${deviceId}` : this.accountKey(email);
    return this.enterBy(ctx, account);
  }

  /**
   * Takes a place for one attempt of somebody who is signed in to prove who they are. Counted for the session,
   * so that neither a stranger's failures lock its owner out nor a thief's lock their other devices.
   * @throws DomainError as `enter`
   */
  enterProof(ctx: RequestContext, sessionId: Id): Promise<SignInPass> {
    return this.enterBy(ctx, `session:${sessionId}`);
  }

  private async enterBy(ctx: RequestContext, account: string): Promise<SignInPass> {
    const guards = [{ key: account, rule: accountRule }];
    if (this.config.RATE_LIMIT_ENABLED && ctx.ip !== undefined)
      guards.push({ key: `ip:${addressKey(ctx.ip)}`, rule: addressRule });
    const deadline = Date.now() + LONGEST_WAIT_MS;
    for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(wait * 2, LONGEST_PAUSE_MS)) {
      if (await this.tryEnter(ctx, guards)) return { guards };
      if (Date.now() > deadline) {
        throw new DomainError<ErrorCode>(
          'SERVICE_UNAVAILABLE',
          'Too many sign-ins to this account at once',
          undefined,
          5,
        );
      }
      await pause(wait * (0.5 + Math.random() / 2));
    }
  }

  /** Under which the failures of an account are counted: a keyed hash of its address. */
  accountKey(email: string): string {
    return `account:${this.secret.derive('sign-in-guard/v1', emailKey(email))}`;
  }

  /** Counts a failure, in the transaction that records it. */
  async fail(tx: Transaction, pass: SignInPass): Promise<FailureOutcome> {
    let lockedUntil: Date | undefined;
    await this.change(tx, pass, (state, rule, now) => {
      const next = recordFailure(state, rule, now);
      if (rule === accountRule && next.failures === rule.limit) lockedUntil = next.windowEndsAt ?? undefined;
      return next;
    });
    return { lockedUntil };
  }

  /** Forgives the failures of the account, in the transaction that begins the session. */
  async succeed(tx: Transaction, pass: SignInPass): Promise<void> {
    await this.change(tx, pass, recordSuccess);
  }

  /** Gives the places back with nothing learned, in the transaction that knows so. */
  async release(tx: Transaction, pass: SignInPass): Promise<void> {
    await this.change(tx, pass, (state, _rule, now) => release(state, now));
  }

  /** Gives the places back when the attempt was broken off. */
  async leave(ctx: RequestContext, pass: SignInPass): Promise<void> {
    await this.unitOfWork.run(ctx, (tx) => this.release(tx, pass));
  }

  /** Lifts the lock of an account whose owner has proved by other means who they are. */
  async forgive(tx: Transaction, email: string): Promise<void> {
    const key = this.accountKey(email);
    const { state } = await this.repository.lockGuard(tx, key);
    await this.repository.saveGuard(tx, key, { ...state, failures: 0, windowEndsAt: null });
  }

  /** False where all places are taken just now. */
  private async tryEnter(ctx: RequestContext, guards: SignInPass['guards']): Promise<boolean> {
    const joined = ctx.transaction !== undefined;
    try {
      // In a transaction of the whole request the locks must go when this has to wait for their other holders.
      await this.unitOfWork.run(ctx, (tx) =>
        joined ? savepoint(tx, () => this.takePlaces(tx, guards)) : this.takePlaces(tx, guards),
      );
      return true;
    } catch (error) {
      if (error instanceof AllPlacesTaken) return false;
      throw error;
    }
  }

  private async takePlaces(tx: Transaction, guards: SignInPass['guards']): Promise<void> {
    const entered: { key: string; state: GuardState }[] = [];
    for (const { key, rule } of guards) {
      const { state, now } = await this.repository.lockGuard(tx, key);
      const admission = admit(state, rule, now);
      if (admission.kind === 'closed') throw refusal(rule, admission);
      if (admission.kind === 'busy') throw new AllPlacesTaken();
      entered.push({ key, state: admission.state });
    }
    for (const { key, state } of entered) await this.repository.saveGuard(tx, key, state);
  }

  private async change(
    tx: Transaction,
    pass: SignInPass,
    next: (state: GuardState, rule: GuardRule, now: Date) => GuardState,
  ): Promise<void> {
    for (const { key, rule } of pass.guards) {
      const { state, now } = await this.repository.lockGuard(tx, key);
      await this.repository.saveGuard(tx, key, next(state, rule, now));
    }
  }
}

function refusal(
  rule: GuardRule,
  { retryAfter }: Extract<Admission, { kind: 'closed' }>,
): DomainError<ErrorCode> {
  return rule === accountRule
    ? new DomainError<ErrorCode>(
        'ACCOUNT_LOCKED',
        'Too many failed sign-ins; please try again later',
        undefined,
        retryAfter,
      )
    : new DomainError<ErrorCode>(
        'RATE_LIMIT_EXCEEDED',
        'Too many failed sign-ins from this address',
        undefined,
        retryAfter,
      );
}
