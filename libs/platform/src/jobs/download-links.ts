import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { Config } from '../config';
import { TokenSecret, type MacPurpose } from '../crypto';

const PURPOSE: MacPurpose = 'export-download/v1';

/**
 * Addresses of files that need no other credentials. They are made when somebody looks, and kept nowhere: a
 * backup of the database opens none.
 */
@Injectable()
export class DownloadLinks {
  constructor(
    private readonly secret: TokenSecret,
    private readonly config: Config,
  ) {}

  of(jobId: Id, expiresAt: Date): string {
    const expires = seconds(expiresAt);
    const signature = this.secret.derive(PURPOSE, signed(jobId, expires));
    const base = this.config.PUBLIC_URL.replace(/\/+$/, '');
    return `${base}/api/v1/downloads/${jobId}?expires=${expires}&signature=${signature}`;
  }

  /** Whether we made this address, be it expired or not. */
  isOurs(jobId: Id, expires: number, signature: string): boolean {
    return this.secret.matches(PURPOSE, signed(jobId, expires), signature);
  }
}

function signed(jobId: Id, expires: number): string {
  return `${jobId}\n${expires}`;
}

/** Since 1970, rounded down: an address never outlives its file. */
function seconds(time: Date): number {
  return Math.floor(time.getTime() / 1000);
}
