import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Config } from '../../config';
import { TokenSecret, type MacPurpose } from '../../crypto';
import type { SignedDownload, SignedUpload, StorageKey, UploadAddress } from '../file-storage';

/** What a ticket lets its holder do. Its letters are short, as they stand in an address. */
const claims = z.discriminatedUnion('m', [
  z.object({
    m: z.literal('GET'),
    k: z.string(),
    // Left out by versions before this one, whose addresses are good for an hour.
    u: z.string().optional(),
    e: z.number(),
    n: z.string(),
    t: z.string(),
    d: z.enum(['attachment', 'inline']),
  }),
  z.object({ m: z.literal('PUT'), k: z.string(), e: z.number(), s: z.number(), t: z.string() }),
]);
export type Ticket = z.infer<typeof claims>;

const PURPOSE: MacPurpose = 'stored-file/v1';

/**
 * Signed addresses of files on our own disk, as buckets have them: all that they allow stands in them, under an HMAC of
 * the server's secret. They are kept nowhere.
 */
@Injectable()
export class LocalAddresses {
  constructor(
    private readonly secret: TokenSecret,
    private readonly config: Config,
  ) {}

  ofDownload(key: StorageKey, { readerId, expiresAt, name, type, disposition }: SignedDownload): string {
    return this.url({
      m: 'GET',
      k: key,
      u: readerId,
      e: seconds(expiresAt),
      n: name,
      t: type,
      d: disposition,
    });
  }

  ofUpload(key: StorageKey, { expiresAt, size, type }: SignedUpload): UploadAddress {
    const url = this.url({ m: 'PUT', k: key, e: seconds(expiresAt), s: size, t: type });
    return { url, method: 'PUT', headers: { 'content-type': type, 'content-length': String(size) } };
  }

  /** What we have signed, be it expired or not; nothing else. */
  read(ticket: string): Ticket | undefined {
    const [body = '', signature = '', ...more] = ticket.split('.');
    if (more.length > 0 || !this.secret.matches(PURPOSE, body, signature)) return undefined;
    return claims.parse(JSON.parse(Buffer.from(body, 'base64url').toString()));
  }

  private url(ticket: Ticket): string {
    const body = Buffer.from(JSON.stringify(ticket)).toString('base64url');
    const base = this.config.PUBLIC_URL.replace(/\/+$/, '');
    return `${base}/api/v1/files/stored?ticket=${body}.${this.secret.derive(PURPOSE, body)}`;
  }
}

/** Since 1970, rounded down. */
function seconds(time: Date): number {
  return Math.floor(time.getTime() / 1000);
}
