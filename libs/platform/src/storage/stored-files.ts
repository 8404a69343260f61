import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError, notFound } from '@almanac/kernel';
import { FileReaders, PromisedUploads } from '../access/files';
import type { RequestContext } from '../context';
import { FileStorage, type StorageKey } from './file-storage';
import { exactly } from './exact-size';
import { LocalAddresses, type Ticket } from './local/local-addresses';
import type { Sendable } from './send-stored';

type Of<M extends Ticket['m']> = Extract<Ticket, { m: M }>;

/** Serves the signed addresses of the local driver. Where a bucket has the files, nobody has such an address. */
@Injectable()
export class StoredFiles {
  constructor(
    private readonly storage: FileStorage,
    private readonly addresses: LocalAddresses,
    private readonly uploads: PromisedUploads,
    private readonly readers: FileReaders,
  ) {}

  /**
   * @throws DomainError NOT_FOUND for an address that is not ours, GONE where it or the file has gone, or whom it was given
   * to may not see the file any more
   */
  async find(context: RequestContext, ticket: string): Promise<Sendable> {
    const { k, u, n, t, d } = this.require(ticket, 'GET');
    if (u !== undefined && !(await this.readers.mayRead(context, u, k))) throw gone();
    // A ticket is signed: its key is one of ours.
    const key = k as StorageKey;
    const found = await this.storage.stat(key);
    if (!found) throw gone();
    return {
      name: n,
      type: t,
      size: found.size,
      etag: k.slice(k.lastIndexOf('/') + 1),
      disposition: d,
      open: async (range) => {
        const content = await this.storage.open(key, range);
        if (!content) throw gone();
        return content;
      },
    };
  }

  /**
   * Takes what is put: of the type and the size that were signed, and nothing else.
   * @throws DomainError NOT_FOUND, GONE, FORBIDDEN, BAD_REQUEST
   */
  async put(ticket: string, type: string | undefined, content: Readable): Promise<void> {
    const { k, s, t } = this.require(ticket, 'PUT');
    if (type !== t)
      throw new DomainError<ErrorCode>('FORBIDDEN', `Content-Type must be the one that was signed: ${t}`);
    // Its room may be free again: then nothing that was put would count against anybody.
    if (!(await this.uploads.isAwaited(k))) throw gone();
    const key = k as StorageKey;
    await this.storage.put(key, () => exactly(content, s), { type: t });
    // Or since: whoever deleted or completed it meanwhile has removed only what was there by then.
    if (await this.uploads.isAwaited(k)) return;
    await this.storage.remove(key);
    throw gone();
  }

  private require<M extends Ticket['m']>(text: string, method: M): Of<M> {
    const ticket = this.addresses.read(text);
    if (ticket?.m !== method) throw notFound('File');
    if (ticket.e * 1000 <= Date.now()) throw gone();
    return ticket as Of<M>;
  }
}

function gone(): DomainError<ErrorCode> {
  return new DomainError<ErrorCode>('GONE', 'This address has expired');
}
