import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import type { ConfigValues } from '../../config';
import { contentDisposition } from '../file-name';
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

type GcsSettings = Pick<ConfigValues, 'GCS_BUCKET' | 'GCS_CREDENTIALS' | 'GCS_ENDPOINT'>;

type Bucket = Awaited<ReturnType<typeof bucketOf>>;
type File = ReturnType<Bucket['file']>;

/** The library is large, and slow to load: only who keeps files there does. */
async function bucketOf({ GCS_BUCKET, GCS_CREDENTIALS, GCS_ENDPOINT }: GcsSettings) {
  const { Storage } = await import('@google-cloud/storage');
  const store = new Storage({
    ...(GCS_ENDPOINT === '' ? {} : { apiEndpoint: GCS_ENDPOINT }),
    ...(GCS_CREDENTIALS === '' ? {} : { credentials: credentials.parse(JSON.parse(GCS_CREDENTIALS)) }),
  });
  return store.bucket(GCS_BUCKET);
}

const credentials = z.object({ client_email: z.string(), private_key: z.string() });
const NOT_FOUND = 404;
/** Of what is put at a time. A multiple of 256 KiB, as the store wants it. */
const CHUNK_BYTES = 8 * 1024 * 1024;

/**
 * Objects in a bucket of Google Cloud Storage. What is put in a resumable session is seen only once it is whole; a
 * session that was left ends by itself after a week, and costs nothing.
 */
export class GcsStorage extends FileStorage {
  private constructor(private readonly bucket: Bucket) {
    super();
  }

  static async connect(settings: GcsSettings): Promise<GcsStorage> {
    return new GcsStorage(await bucketOf(settings));
  }

  async put(key: StorageKey, begin: () => Readable, { type, signal }: PutOptions): Promise<number> {
    const file = this.at(key);
    const target = file.createWriteStream({
      resumable: true,
      chunkSize: CHUNK_BYTES,
      validation: 'crc32c',
      metadata: { contentType: type },
    });
    const body = begin();
    let size = 0;
    body.on('data', (chunk: Buffer | string) => (size += Buffer.byteLength(chunk)));
    await (signal ? pipeline(body, target, { signal }) : pipeline(body, target));
    return size;
  }

  async open(key: StorageKey, range?: ByteRange): Promise<Readable | undefined> {
    const found = await this.stat(key);
    // Its stream tells that there is nothing only once it is read.
    return found && this.at(key).createReadStream({ ...range, validation: range ? false : 'crc32c' });
  }

  async stat(key: StorageKey): Promise<StoredObject | undefined> {
    const found = await unlessMissing(this.at(key).getMetadata());
    return found && objectOf(key, found[0]);
  }

  async remove(key: StorageKey): Promise<void> {
    await this.at(key).delete({ ignoreNotFound: true });
  }

  /** Always to be saved: a bucket sends no `nosniff`, so nothing of it may be shown in place. */
  async downloadAddress(key: StorageKey, { expiresAt, name, type }: SignedDownload): Promise<string> {
    const [url] = await this.at(key).getSignedUrl({
      version: 'v4',
      action: 'read',
      expires: expiresAt,
      responseDisposition: contentDisposition('attachment', name),
      responseType: type,
    });
    return url;
  }

  async uploadAddress(key: StorageKey, { expiresAt, size, type }: SignedUpload): Promise<UploadAddress> {
    const headers = { 'x-goog-content-length-range': `${size},${size}` };
    const [url] = await this.at(key).getSignedUrl({
      version: 'v4',
      action: 'write',
      expires: expiresAt,
      contentType: type,
      extensionHeaders: headers,
    });
    return { url, method: 'PUT', headers: { 'content-type': type, ...headers } };
  }

  async removeUnder(prefix: StorageKey): Promise<void> {
    for await (const file of this.files(prefix)) await file.delete({ ignoreNotFound: true });
  }

  async *list(prefix: StorageKey, before: Date): AsyncIterable<StoredObject> {
    for await (const file of this.files(prefix)) {
      const object = objectOf(file.name as StorageKey, file.metadata);
      if (object.modifiedAt < before) yield object;
    }
  }

  /** Sessions that were left hold nothing that is kept. */
  removeUnfinished(): Promise<number> {
    return Promise.resolve(0);
  }

  private files(prefix: StorageKey): AsyncIterable<File> {
    return this.bucket.getFilesStream({ prefix });
  }

  private at(key: StorageKey): File {
    return this.bucket.file(checkedKey(key));
  }
}

function objectOf(key: StorageKey, metadata: File['metadata']): StoredObject {
  return { key, size: Number(metadata.size ?? 0), modifiedAt: new Date(metadata.updated ?? 0) };
}

async function unlessMissing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === NOT_FOUND) return undefined;
    throw error;
  }
}
