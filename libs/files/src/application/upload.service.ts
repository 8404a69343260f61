import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@almanac/contracts';
import { conflict, DomainError, newId, type Id } from '@almanac/kernel';
import {
  callerOf,
  Config,
  Database,
  FileStorage,
  Limits,
  PromisedUploads,
  UnitOfWork,
  type Principal,
  type RequestContext,
  type Transaction,
  type UploadAddress,
} from '@almanac/platform';
import type { StoredFileRecord } from '../domain/file';
import { namedType } from '../domain/file-types';
import { gone, noFile, notYours, refused, storageFull, tooLarge, wrongType } from '../domain/refusals';
import { keyOf, newObject, objectOf } from './file-keys';
import { Intake, type Incoming, type Stored } from './intake';
import { FileStore, type Completed } from './ports/file-store';

const OWN_UPLOAD = 'Only who began an upload may complete it';

/** What a client wants to put past the API. */
export interface UploadWish {
  name: string;
  /** In bytes. */
  size: number;
  type: string;
}

export interface PromisedUpload extends UploadAddress {
  id: Id;
  expiresAt: Date;
}

/**
 * Uploads: through the API, or past it. The bytes are stored before anything of it is written down, outside of any
 * transaction; the row, and what counts against the owner, come in one. What a crash leaves in between has no row, and
 * is swept.
 */
@Injectable()
export class UploadService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly database: Database,
    private readonly store: FileStore,
    private readonly storage: FileStorage,
    private readonly intake: Intake,
    private readonly limits: Limits,
    private readonly config: Config,
  ) {}

  /** Stores the bytes of an upload. `keep` makes a file of them; whoever does not call it discards them. */
  async take(ctx: RequestContext, incoming: Omit<Incoming, 'fileId'>): Promise<Stored> {
    const principal = callerOf(ctx);
    const used = await this.store.used(this.database, principal.userId);
    return this.intake.take(principal, { ...incoming, fileId: newId() }, used);
  }

  /** @throws DomainError STORAGE_LIMIT_REACHED */
  keep(ctx: RequestContext, stored: Stored): Promise<StoredFileRecord> {
    const principal = callerOf(ctx);
    return this.unitOfWork.run(ctx, async (tx) => {
      claim(stored);
      await this.requireRoom(tx, principal, stored.size);
      noteKept(tx, stored);
      const { userId } = principal;
      const file = { ...completedBy(stored), id: stored.fileId, userId, expiresAt: null };
      return this.store.insert(tx, { ...file, status: 'ready' });
    });
  }

  /**
   * An address to put a file at, past the API. Its room is kept free until it expires.
   * @throws DomainError VALIDATION_ERROR, UNSUPPORTED_MEDIA_TYPE, PAYLOAD_TOO_LARGE, STORAGE_LIMIT_REACHED
   */
  async promise(ctx: RequestContext, { name, size, type }: UploadWish): Promise<PromisedUpload> {
    const principal = callerOf(ctx);
    const known = namedType(type);
    if (!known) throw wrongType('Files of this type are not taken');
    const largest = this.intake.maxSize(principal, known.kind === 'video');
    if (size > largest) throw tooLarge(largest);
    const clean = this.intake.nameOf(name, 'name');
    const id = newId();
    const object = newObject(id);
    const expiresAt = new Date(Date.now() + this.config.UPLOAD_URL_SECONDS * 1000);
    const wish = { expiresAt, size, type: known.type };
    const address = await this.storage.uploadAddress(keyOf(object, 'incoming'), wish);
    await this.unitOfWork.run(ctx, async (tx) => {
      await this.requireRoom(tx, principal, size);
      const unknown = { sha256: null, width: null, height: null };
      const file = { id, userId: principal.userId, name: clean, type: known.type, size, object, expiresAt };
      await this.store.insert(tx, { ...file, ...unknown, status: 'pending' });
    });
    return { id, ...address, expiresAt };
  }

  /**
   * Looks at what was put, and stores it under keys that no address opens any more. Undefined where the file is complete
   * already. What is refused is gone, and its room is free again.
   * @throws DomainError NOT_FOUND, FORBIDDEN, GONE, CONFLICT where nothing was put, and as `take` does
   */
  async takePut(ctx: RequestContext, id: Id): Promise<Stored | undefined> {
    const principal = callerOf(ctx);
    const file = await this.requireOwn(ctx, id);
    if (file.status === 'ready') return undefined;
    if (file.expiresAt !== null && file.expiresAt <= new Date()) throw gone('This upload has expired');
    const key = keyOf(file.object, 'incoming');
    const found = await this.storage.stat(key);
    const content = found && (await this.storage.open(key));
    if (!content) {
      // Whoever completes or deletes it removes what was put, perhaps since it was looked at above.
      if ((await this.requireOwn(ctx, id)).status === 'ready') return undefined;
      throw conflict('Nothing was uploaded yet');
    }
    try {
      if (found.size !== file.size)
        throw refused('size', `${found.size} bytes were uploaded in place of ${file.size}`, 'size');
      const incoming = { fileId: id, name: file.name, declaredType: file.type, content };
      const used = (await this.store.used(this.database, principal.userId)) - file.size;
      return await this.intake.take(principal, incoming, used);
    } catch (error) {
      content.destroy();
      if (isRefusal(error)) await this.forget(ctx, file);
      throw error;
    }
  }

  /**
   * The file, complete. Whoever completes it a second time, or at the same time, gets the same.
   * @throws DomainError NOT_FOUND, FORBIDDEN, STORAGE_LIMIT_REACHED
   */
  async complete(ctx: RequestContext, id: Id, stored: Stored | undefined): Promise<StoredFileRecord> {
    const principal = callerOf(ctx);
    return this.unitOfWork.run(ctx, async (tx) => {
      if (stored) claim(stored);
      const before = await this.store.lock(tx, id);
      if (!before) throw noFile();
      if (before.userId !== principal.userId) throw notYours(OWN_UPLOAD);
      if (before.status === 'ready' || !stored) return before;
      const used = await this.store.lockUsed(tx, principal.userId);
      this.refuseOver(principal, used - before.size, stored.size);
      const after = await this.store.complete(tx, id, completedBy(stored));
      if (!after) throw noFile();
      noteKept(tx, stored);
      tx.afterCommit(() => this.storage.remove(keyOf(before.object, 'incoming')));
      return after;
    });
  }

  private async requireOwn(ctx: RequestContext, id: Id): Promise<StoredFileRecord> {
    const file = await this.store.find(this.database, id);
    if (!file) throw noFile();
    if (file.userId !== callerOf(ctx).userId) throw notYours(OWN_UPLOAD);
    return file;
  }

  private async forget(ctx: RequestContext, { id, object }: StoredFileRecord): Promise<void> {
    // Somebody else may complete it at the same moment, with other bytes: then it stays.
    await this.unitOfWork.run(ctx, (tx) => this.store.removePending(tx, id));
    await this.storage.remove(keyOf(object, 'incoming'));
  }

  private async requireRoom(tx: Transaction, principal: Principal, size: number): Promise<void> {
    this.refuseOver(principal, await this.store.lockUsed(tx, principal.userId), size);
  }

  private refuseOver(principal: Principal, used: number, more: number): void {
    const limit = this.limits.of(principal).storage;
    if (limit !== null && used + more > limit) throw storageFull(limit, used, principal.tier);
  }
}

/** Past the API nobody writes what does not count against somebody. */
@Injectable()
export class StoredPromises extends PromisedUploads {
  constructor(private readonly store: FileStore) {
    super();
  }

  override isAwaited(key: string): Promise<boolean> {
    return this.store.isAwaited(objectOf(key));
  }
}

function completedBy({ name, type, size, object, sha256, width, height }: Stored): Completed {
  return { name, type, size, object, sha256, width, height };
}

/** @throws DomainError where its client has gone away, and its bytes with it */
function claim(stored: Stored): void {
  if (stored.discarded) throw conflict('The upload broke off');
  stored.claimed = true;
}

function noteKept(tx: Transaction, stored: Stored): void {
  tx.afterCommit(() => {
    stored.kept = true;
  });
}

const REFUSALS: readonly ErrorCode[] = ['VALIDATION_ERROR', 'UNSUPPORTED_MEDIA_TYPE', 'PAYLOAD_TOO_LARGE'];

function isRefusal(error: unknown): boolean {
  return error instanceof DomainError && REFUSALS.some((code) => code === error.code);
}
