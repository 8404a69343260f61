import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@almanac/contracts';
import type { Id } from '@almanac/kernel';
import { tokenHash, type RequestContext, type Transaction } from '@almanac/platform';
import { SignInRepository } from './ports/sign-in.repository';
import type { SignInStanding } from './ports/user.repository';

/** Remembers sign-ins: the history, and the devices that they came from. */
@Injectable()
export class SignInRecords {
  constructor(private readonly repository: SignInRepository) {}

  /** @param reason why it failed; null for a success */
  async recordAttempt(
    tx: Transaction,
    ctx: RequestContext,
    userId: Id | null,
    method: string,
    reason: ErrorCode | null,
  ): Promise<void> {
    const userAgent = ctx.userAgent?.slice(0, 512) ?? null;
    const ip = ctx.ip ?? null;
    await this.repository.recordAttempt(tx, {
      userId,
      success: reason === null,
      reason,
      method,
      ip,
      userAgent,
    });
  }

  /** The token by which the device is known from now on: the one that it has, or a new one. */
  async rememberDevice(
    tx: Transaction,
    ctx: RequestContext,
    account: Pick<SignInStanding, 'id' | 'deviceId'>,
    known: string | undefined,
  ): Promise<string> {
    if (account.deviceId !== null && known !== undefined) {
      await this.repository.touchDevice(tx, account.deviceId);
      return known;
    }
    const token = randomBytes(32).toString('base64url');
    await this.repository.insertDevice(
      tx,
      account.id,
      tokenHash(token),
      ctx.userAgent?.slice(0, 512) ?? null,
    );
    return token;
  }
}
