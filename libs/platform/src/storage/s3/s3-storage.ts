import type { Readable } from 'node:stream';
import type {
  ListMultipartUploadsCommandOutput,
  ListObjectsV2CommandOutput,
  S3Client,
  S3ClientConfig,
} from '@aws-sdk/client-s3';
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

type S3Settings = Pick<
  ConfigValues,
  | 'S3_BUCKET'
  | 'S3_REGION'
  | 'S3_ENDPOINT'
  | 'S3_PUBLIC_ENDPOINT'
  | 'S3_ACCESS_KEY_ID'
  | 'S3_SECRET_ACCESS_KEY'
  | 'S3_FORCE_PATH_STYLE'
>;

type Sdk = Awaited<ReturnType<typeof loadSdk>>;

/** It is large, and slow to load: only who keeps files there does. */
async function loadSdk() {
  const { Upload } = await import('@aws-sdk/lib-storage');
  const { getSignedUrl } = await import('@aws-sdk/s3-request-presigner');
  return { ...(await import('@aws-sdk/client-s3')), Upload, getSignedUrl };
}

/** Of a part of what is put in parts; two are in memory at a time. S3 takes none smaller than 5 MiB. */
const PART_BYTES = 8 * 1024 * 1024;
/** S3 takes 10,000 parts: 78 GiB, far more than any file may have. */
const PARTS_AT_ONCE = 2;

/**
 * Objects in a bucket of S3, or of anything that speaks its protocol. What is put is seen only once it is whole, as S3
 * has it so; larger content goes in parts.
 */
export class S3Storage extends FileStorage {
  private readonly client: S3Client;
  /** Signs addresses for those outside, who may know the store by another name. */
  private readonly signer: S3Client;
  private readonly bucket: string;

  private constructor(
    private readonly sdk: Sdk,
    settings: S3Settings,
  ) {
    super();
    this.bucket = settings.S3_BUCKET;
    this.client = new sdk.S3Client(clientSettings(settings, settings.S3_ENDPOINT));
    const outside = settings.S3_PUBLIC_ENDPOINT;
    this.signer = outside === '' ? this.client : new sdk.S3Client(clientSettings(settings, outside));
  }

  static async connect(settings: S3Settings): Promise<S3Storage> {
    return new S3Storage(await loadSdk(), settings);
  }

  async put(key: StorageKey, begin: () => Readable, { type, signal }: PutOptions): Promise<number> {
    const body = begin();
    let size = 0;
    body.on('data', (chunk: Buffer | string) => (size += Buffer.byteLength(chunk)));
    const upload = new this.sdk.Upload({
      client: this.client,
      params: { ...this.at(key), Body: body, ContentType: type },
      partSize: PART_BYTES,
      queueSize: PARTS_AT_ONCE,
    });
    const stop = (): void => {
      body.destroy();
      void upload.abort();
    };
    if (signal?.aborted) stop();
    signal?.addEventListener('abort', stop, { once: true });
    try {
      await upload.done();
      return size;
    } finally {
      signal?.removeEventListener('abort', stop);
      body.destroy();
    }
  }

  async open(key: StorageKey, range?: ByteRange): Promise<Readable | undefined> {
    const wanted = range ? { Range: `bytes=${range.start}-${range.end}` } : {};
    const answer = await unlessMissing(
      this.client.send(new this.sdk.GetObjectCommand({ ...this.at(key), ...wanted })),
    );
    // In Node the body is a stream of Node's.
    return answer?.Body as Readable | undefined;
  }

  async stat(key: StorageKey): Promise<StoredObject | undefined> {
    const found = await unlessMissing(this.client.send(new this.sdk.HeadObjectCommand(this.at(key))));
    return found && { key, size: found.ContentLength ?? 0, modifiedAt: found.LastModified ?? new Date(0) };
  }

  async remove(key: StorageKey): Promise<void> {
    await this.client.send(new this.sdk.DeleteObjectCommand(this.at(key)));
  }

  /** Always to be saved: a bucket sends no `nosniff`, so nothing of it may be shown in place. */
  downloadAddress(key: StorageKey, { expiresAt, name, type }: SignedDownload): Promise<string> {
    const command = new this.sdk.GetObjectCommand({
      ...this.at(key),
      ResponseContentDisposition: contentDisposition('attachment', name),
      ResponseContentType: type,
    });
    return this.sdk.getSignedUrl(this.signer, command, { expiresIn: secondsTo(expiresAt) });
  }

  async uploadAddress(key: StorageKey, { expiresAt, size, type }: SignedUpload): Promise<UploadAddress> {
    const command = new this.sdk.PutObjectCommand({
      ...this.at(key),
      ContentLength: size,
      ContentType: type,
    });
    const url = await this.sdk.getSignedUrl(this.signer, command, {
      expiresIn: secondsTo(expiresAt),
      // Left to itself, the SDK would sign the host alone, and anything could be put.
      signableHeaders: new Set(['content-type', 'content-length', 'host']),
    });
    return { url, method: 'PUT', headers: { 'content-type': type, 'content-length': String(size) } };
  }

  async removeUnder(prefix: StorageKey): Promise<void> {
    for await (const page of this.pages(prefix)) {
      const objects = page.map(({ key }) => ({ Key: key }));
      await this.client.send(
        new this.sdk.DeleteObjectsCommand({ Bucket: this.bucket, Delete: { Objects: objects, Quiet: true } }),
      );
    }
    await this.removeUnfinished(prefix, new Date(8.64e15));
  }

  async *list(prefix: StorageKey, before: Date): AsyncIterable<StoredObject> {
    for await (const page of this.pages(prefix)) {
      for (const object of page) if (object.modifiedAt < before) yield object;
    }
  }

  /** Stores that cannot tell end unfinished uploads by a rule of the bucket. */
  async removeUnfinished(prefix: StorageKey, before: Date): Promise<number> {
    try {
      return await this.abortUploads(prefix, before);
    } catch (error) {
      if (error instanceof Error && error.name === 'NotImplemented') return 0;
      throw error;
    }
  }

  private async abortUploads(prefix: StorageKey, before: Date): Promise<number> {
    const all = { Bucket: this.bucket, Prefix: prefix };
    let count = 0;
    let after: { KeyMarker?: string | undefined; UploadIdMarker?: string | undefined } | undefined = {};
    while (after) {
      const found: ListMultipartUploadsCommandOutput = await this.client.send(
        new this.sdk.ListMultipartUploadsCommand({ ...all, ...after }),
      );
      for (const { Key, UploadId, Initiated } of found.Uploads ?? []) {
        if (Initiated === undefined || Initiated >= before) continue;
        await this.client.send(
          new this.sdk.AbortMultipartUploadCommand({ Bucket: this.bucket, Key, UploadId }),
        );
        count += 1;
      }
      after = found.IsTruncated
        ? { KeyMarker: found.NextKeyMarker, UploadIdMarker: found.NextUploadIdMarker }
        : undefined;
    }
    return count;
  }

  private async *pages(prefix: StorageKey): AsyncGenerator<StoredObject[]> {
    let token: string | undefined;
    do {
      const page: ListObjectsV2CommandOutput = await this.client.send(
        new this.sdk.ListObjectsV2Command({ Bucket: this.bucket, Prefix: prefix, ContinuationToken: token }),
      );
      const objects = (page.Contents ?? []).flatMap(({ Key, Size, LastModified }) =>
        Key === undefined || LastModified === undefined
          ? []
          : [{ key: Key as StorageKey, size: Size ?? 0, modifiedAt: LastModified }],
      );
      if (objects.length > 0) yield objects;
      token = page.IsTruncated ? page.NextContinuationToken : undefined;
    } while (token !== undefined);
  }

  private at(key: StorageKey): { Bucket: string; Key: string } {
    return { Bucket: this.bucket, Key: checkedKey(key) };
  }
}

function clientSettings(settings: S3Settings, endpoint: string): S3ClientConfig {
  const { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = settings;
  return {
    region: settings.S3_REGION,
    forcePathStyle: settings.S3_FORCE_PATH_STYLE,
    // Stores other than Amazon's do not all know the newer checksums.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    ...(endpoint === '' ? {} : { endpoint }),
    // Otherwise by the surroundings: a role of the machine, a profile, a web identity.
    ...(accessKeyId === '' ? {} : { credentials: { accessKeyId, secretAccessKey } }),
  };
}

function secondsTo(time: Date): number {
  return Math.max(1, Math.floor((time.getTime() - Date.now()) / 1000));
}

async function unlessMissing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Error && ['NoSuchKey', 'NotFound'].includes(error.name)) return undefined;
    throw error;
  }
}
