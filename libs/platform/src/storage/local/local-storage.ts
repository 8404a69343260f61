import type { Stats } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { newId } from '@almanac/kernel';
import type { ConfigValues } from '../../config';
import {
  checkedKey,
  FileStorage,
  type ByteRange,
  type PutOptions,
  type SignedDownload,
  type SignedUpload,
  type StorageKey,
  type StoredObject,
  type UploadAddress,
} from '../file-storage';
import type { LocalAddresses } from './local-addresses';

/** Ends the name of what is not whole yet. */
const UNFINISHED = '.tmp';

/**
 * Objects as files in the data folder, which every API and worker process shares. A file is written under another name,
 * and gets its own once it is whole and on the disk.
 */
export class LocalStorage extends FileStorage {
  private readonly folder: string;

  constructor(
    { DATA_DIR }: Pick<ConfigValues, 'DATA_DIR'>,
    private readonly addresses: LocalAddresses,
  ) {
    super();
    this.folder = DATA_DIR;
  }

  async put(key: StorageKey, begin: () => Readable, { signal }: PutOptions): Promise<number> {
    const path = this.pathOf(key);
    // They hold all that people have: for the owner of the process alone.
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const temporary = `${path}.${newId()}${UNFINISHED}`;
    try {
      // Made first: a stream that ends while it still opens its file would make one after we have removed it below.
      const file = await open(temporary, 'wx', 0o600);
      const target = file.createWriteStream({ flush: true });
      await (signal ? pipeline(begin(), target, { signal }) : pipeline(begin(), target));
      await rename(temporary, path);
      return target.bytesWritten;
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }

  async open(key: StorageKey, range?: ByteRange): Promise<Readable | undefined> {
    const file = await unlessMissing(open(this.pathOf(key), 'r'));
    return file?.createReadStream(range);
  }

  async stat(key: StorageKey): Promise<StoredObject | undefined> {
    const found = await unlessMissing(stat(this.pathOf(key)));
    return found?.isFile() ? objectOf(key, found) : undefined;
  }

  downloadAddress(key: StorageKey, download: SignedDownload): Promise<string> {
    return Promise.resolve(this.addresses.ofDownload(checkedKey(key), download));
  }

  uploadAddress(key: StorageKey, upload: SignedUpload): Promise<UploadAddress> {
    return Promise.resolve(this.addresses.ofUpload(checkedKey(key), upload));
  }

  async remove(key: StorageKey): Promise<void> {
    await rm(this.pathOf(key), { force: true });
  }

  async removeUnder(prefix: StorageKey): Promise<void> {
    for await (const { path } of this.files(prefix)) await rm(path, { force: true });
  }

  async *list(prefix: StorageKey, before: Date): AsyncIterable<StoredObject> {
    for await (const { key, path } of this.files(prefix)) {
      if (key.endsWith(UNFINISHED)) continue;
      const found = await unlessMissing(stat(path));
      if (found && found.mtime < before) yield objectOf(key, found);
    }
  }

  async removeUnfinished(prefix: StorageKey, before: Date): Promise<number> {
    let count = 0;
    for await (const { key, path } of this.files(prefix)) {
      if (!key.endsWith(UNFINISHED)) continue;
      const found = await unlessMissing(stat(path));
      if (!found || found.mtime >= before) continue;
      await rm(path, { force: true });
      count += 1;
    }
    return count;
  }

  /** Every file whose key begins so, whole or not. */
  private async *files(prefix: StorageKey): AsyncGenerator<{ key: StorageKey; path: string }> {
    const inside = prefix.endsWith('/');
    const folder = inside ? prefix.slice(0, -1) : dirname(prefix);
    const start = inside ? '' : basename(prefix);
    const entries = await unlessMissing(readdir(join(this.folder, folder), { withFileTypes: true }));
    for (const entry of entries ?? []) {
      if (!entry.name.startsWith(start)) continue;
      // A prefix is a key or begins one, so what is put together of it and a name is one as well.
      const key = `${folder}/${entry.name}` as StorageKey;
      if (entry.isDirectory()) yield* this.files(`${key}/`);
      else if (entry.isFile()) yield { key, path: join(this.folder, key) };
    }
  }

  private pathOf(key: StorageKey): string {
    return join(this.folder, checkedKey(key));
  }
}

function objectOf(key: StorageKey, { size, mtime }: Stats): StoredObject {
  return { key, size, modifiedAt: mtime };
}

/** Undefined in place of the error that there is no such file. */
async function unlessMissing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
