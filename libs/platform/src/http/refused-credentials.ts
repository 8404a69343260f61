import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError } from '@almanac/kernel';
import { Gate } from '../cache';
import { Config } from '../config';
import { rateLimitHits } from '../health/metrics';
import { addressKey } from './address-key';

/**
 * Counts by address what was refused as no credential, at every door together: guessing is not free, and one who has
 * used up their tries at HTTP has none at the sockets.
 */
@Injectable()
export class RefusedCredentials {
  constructor(
    private readonly gate: Gate,
    private readonly config: Config,
  ) {}

  /** The refusal to answer with: the one given, or RATE_LIMIT_EXCEEDED where the address has had too many. */
  async count(address: string | undefined, refusal: unknown): Promise<unknown> {
    const limit = this.config.RATE_LIMIT_ANONYMOUS;
    const windowMs = this.config.RATE_LIMIT_WINDOW_SECONDS * 1000;
    const { hits, resetMs } = await this.gate.count(`refused:${addressKey(address ?? '')}`, windowMs);
    if (!this.config.RATE_LIMIT_ENABLED || hits <= limit) return refusal;
    rateLimitHits.inc({ bucket: 'credentials' });
    const message = 'Too many requests with invalid credentials';
    return new DomainError<ErrorCode>('RATE_LIMIT_EXCEEDED', message, { limit }, Math.ceil(resetMs / 1000));
  }
}
