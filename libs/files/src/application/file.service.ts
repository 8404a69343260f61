import { Injectable } from '@nestjs/common';
import { conflict, type Id } from '@almanac/kernel';
import {
  AllFileParents,
  appendEvent,
  callerOf,
  Config,
  Database,
  FileStorage,
  KeptFiles,
  requireExpected,
  UnitOfWork,
  type KeptFile,
  type RequestContext,
  type Sendable,
  type Transaction,
} from '@almanac/platform';
import type { StoredFileRecord, ThumbnailSize } from '../domain/file';
import { fileTypeOf } from '../domain/file-types';
import { noFile, notYours } from '../domain/refusals';
import { keyOf, parts, type Part } from './file-keys';
import { FileStore } from './ports/file-store';
import { THUMBNAIL_TYPE } from './ports/image-maker';

/** A file, and where it can be fetched without any other credentials for a while. */
export interface SeenFile extends StoredFileRecord {
  downloadUrl: string | null;
  downloadExpiresAt: Date | null;
}

/**
 * Files as people see them. Whoever owns a file may do all with it; whoever may see what it is attached to may see it,
 * and that is asked anew each time.
 */
@Injectable()
export class FileService {
  constructor(
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
    private readonly store: FileStore,
    private readonly storage: FileStorage,
    private readonly parents: AllFileParents,
    private readonly config: Config,
  ) {}

  /** @throws DomainError NOT_FOUND, FORBIDDEN */
  async see(ctx: RequestContext, id: Id): Promise<SeenFile> {
    return this.shown(ctx, await this.requireSeen(ctx, id));
  }

  async shown(ctx: RequestContext, file: StoredFileRecord): Promise<SeenFile> {
    if (file.status === 'pending') return { ...file, downloadUrl: null, downloadExpiresAt: null };
    const expiresAt = expiryOf(Date.now(), this.config.DOWNLOAD_URL_SECONDS);
    const { name, type } = file;
    const { userId: readerId } = callerOf(ctx);
    const signed = { readerId, expiresAt, name, type: sentType(type), disposition: dispositionOf(type) };
    const downloadUrl = await this.storage.downloadAddress(keyOf(file.object, 'original'), signed);
    return { ...file, downloadUrl, downloadExpiresAt: expiresAt };
  }

  /** @throws DomainError NOT_FOUND, FORBIDDEN, CONFLICT while it is not complete */
  async content(ctx: RequestContext, id: Id): Promise<Sendable> {
    const file = await this.requireSeen(ctx, id);
    const { name, type, size } = file;
    return this.sendable(file, 'original', {
      ...{ name, size, type: sentType(type), disposition: dispositionOf(type) },
    });
  }

  /** @throws DomainError NOT_FOUND also where it is no image, FORBIDDEN, CONFLICT while it is not complete */
  async thumbnail(ctx: RequestContext, id: Id, size: ThumbnailSize): Promise<Sendable> {
    const file = await this.requireSeen(ctx, id);
    if (fileTypeOf(file.type)?.kind !== 'image') throw noFile();
    const found = await this.storage.stat(keyOf(file.object, size));
    if (!found && file.status === 'ready') throw noFile();
    const shown = { name: `${size}.webp`, type: THUMBNAIL_TYPE, disposition: 'inline' as const };
    return this.sendable(file, size, { ...shown, size: found?.size ?? 0 });
  }

  /**
   * With its bytes and thumbnails; what it is attached to lets go of it.
   * @throws DomainError NOT_FOUND, FORBIDDEN, PRECONDITION_FAILED
   */
  async remove(ctx: RequestContext, id: Id): Promise<void> {
    const { userId } = callerOf(ctx);
    await this.unitOfWork.run(ctx, async (tx) => {
      const file = await this.store.find(tx, id);
      if (!file) throw noFile();
      if (file.userId !== userId) throw notYours('Only its owner may delete a file');
      const gone = await this.removeRow(tx, ctx, file);
      // Of what was deleted, and not of what was read before: an upload may have been completed in between.
      requireExpected(ctx, gone.version);
    });
  }

  private async removeRow(
    tx: Transaction,
    ctx: RequestContext,
    { id }: StoredFileRecord,
  ): Promise<StoredFileRecord> {
    const gone = await this.store.remove(tx, id);
    if (!gone) throw noFile();
    await appendEvent(tx, ctx, {
      name: 'file.deleted',
      payload: { fileId: id, userId: gone.userId },
      resource: { type: 'file', id },
    });
    // What a crash leaves here has no row, and is swept.
    tx.afterCommit(async () => {
      for (const part of parts) await this.storage.remove(keyOf(gone.object, part));
    });
    return gone;
  }

  private async requireSeen(ctx: RequestContext, id: Id): Promise<StoredFileRecord> {
    const file = await this.store.find(this.database.for(ctx), id);
    if (!file) throw noFile();
    if (file.userId === callerOf(ctx).userId) return file;
    if (file.status !== 'ready' || !(await this.parents.seen(ctx, [id])).has(id))
      throw notYours('You may not see this file');
    return file;
  }

  private sendable(
    { status, object }: StoredFileRecord,
    part: Part,
    shown: Pick<Sendable, 'name' | 'type' | 'size' | 'disposition'>,
  ): Sendable {
    if (status === 'pending') throw conflict('The upload of this file is not complete');
    const key = keyOf(object, part);
    return {
      ...{ name: shown.name, type: shown.type, size: shown.size, disposition: shown.disposition },
      etag: key.slice(key.lastIndexOf('/') + 1),
      open: async (range) => {
        const content = await this.storage.open(key, range);
        if (!content) throw noFile();
        return content;
      },
    };
  }
}

/**
 * When an address ends that is given out now: at steps, so that who asks again shortly after gets the very same, and is
 * told by the ETag that nothing is new.
 */
function expiryOf(now: number, seconds: number): Date {
  const step = Math.ceil(seconds / 12) * 1000;
  return new Date(Math.floor((now + seconds * 1000) / step) * step);
}

/** Texts are UTF-8, as was looked at when they came; without a word of it browsers would guess. */
function sentType(type: string): string {
  return fileTypeOf(type)?.kind === 'text' ? `${type}; charset=utf-8` : type;
}

/** What can hold scripts is only ever saved. */
function dispositionOf(type: string): 'attachment' | 'inline' {
  return fileTypeOf(type)?.inline === true ? 'inline' : 'attachment';
}

/** Files, for features that attach them. */
@Injectable()
export class StoredKeptFiles extends KeptFiles {
  constructor(private readonly store: FileStore) {
    super();
  }

  override async own(tx: Transaction, userId: Id, fileId: Id): Promise<KeptFile | undefined> {
    const file = await this.store.own(tx, userId, fileId);
    return file && { id: file.id, name: file.name, type: file.type, size: file.size };
  }

  override present(tx: Transaction, fileIds: readonly Id[]): Promise<Id[]> {
    return this.store.present(tx, fileIds);
  }
}
