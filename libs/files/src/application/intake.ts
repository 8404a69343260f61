import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { Config, FileStorage, Limits, safeFileName, type Principal } from '@almanac/platform';
import { lastPart, MAX_NAME_BYTES, thumbnailSizes } from '../domain/file';
import { isHonest, type FileType } from '../domain/file-types';
import { refused, storageFull, tooLarge, wrongType } from '../domain/refusals';
import { keyOf, newObject, parts } from './file-keys';
import type { Completed } from './ports/file-store';
import { ImageMaker, THUMBNAIL_TYPE, type MadeImage } from './ports/image-maker';
import { TypeFinder } from './ports/type-finder';
import { VirusScanner } from './ports/virus-scanner';
import { Spool, type Spooled } from './spool';

/** A file as it comes in. */
export interface Incoming {
  fileId: Id;
  /** As the client says it. */
  name: string;
  declaredType: string | undefined;
  content: Readable;
}

/** A file whose bytes are in the storage; its row is not there yet. */
export interface Stored extends Completed {
  fileId: Id;
  /** Whether a row names them. */
  kept: boolean;
  /** Whether a transaction is, or was, about to name them: how that ended only its request knows. */
  claimed: boolean;
  /** Whether they are removed: nothing is to name them any more. */
  discarded: boolean;
  /** Removes them, for whoever has no use for them. */
  discard(): Promise<void>;
}

const MIB = 1024 * 1024;

/**
 * What happens to every upload, whichever way it came: it is spooled, found out what it is, looked at for viruses, made
 * anew where it is an image, and stored.
 */
@Injectable()
export class Intake {
  constructor(
    private readonly spool: Spool,
    private readonly types: TypeFinder,
    private readonly images: ImageMaker,
    private readonly scanner: VirusScanner,
    private readonly storage: FileStorage,
    private readonly limits: Limits,
    private readonly config: Config,
  ) {}

  /**
   * A name that is fit to be shown.
   * @throws DomainError VALIDATION_ERROR
   */
  nameOf(given: string, field: string): string {
    const name = lastPart(given);
    if (given.includes('\0')) throw refused(field, `${field} must not hold NUL`, 'characters');
    if (Buffer.byteLength(name) > MAX_NAME_BYTES)
      throw refused(field, `${field} must have at most ${MAX_NAME_BYTES} bytes`, 'maxLength');
    return safeFileName(name, 'file');
  }

  /** The largest file that this person may bring, in bytes. */
  maxSize({ tier, role }: Principal, isVideo: boolean): number {
    const paid = tier !== 'free' || role === 'admin';
    return (
      (isVideo && paid
        ? Math.max(this.config.MAX_VIDEO_MIB, this.config.MAX_FILE_MIB)
        : this.config.MAX_FILE_MIB) * MIB
    );
  }

  /**
   * @param used what the person has stored by now, in bytes, without what is kept free for this file
   * @throws DomainError as POST /files documents it
   */
  async take(principal: Principal, incoming: Incoming, used: number): Promise<Stored> {
    const name = this.nameOf(incoming.name, 'file');
    const spooled = await this.spooled(principal, incoming.content, used);
    const leftOver = [spooled.path];
    const newPath = () => {
      const path = this.spool.newPath();
      leftOver.push(path);
      return path;
    };
    try {
      const type = await this.types.find(spooled.path, name);
      if (!isHonest(type, name, incoming.declaredType))
        throw wrongType(`The file is ${type.type}, and its name or Content-Type says something else`);
      const largest = this.maxSize(principal, type.kind === 'video');
      if (spooled.size > largest) throw tooLarge(largest);
      if (!(await this.scanner.isClean(spooled.path)))
        throw refused('file', 'the virus scanner refuses the file', 'virusFree');
      const made =
        type.kind === 'image' ? await this.images.make(spooled.path, type.type, newPath) : undefined;
      return await this.store(incoming.fileId, name, type, spooled, made);
    } finally {
      await this.spool.remove(...leftOver);
    }
  }

  private spooled(principal: Principal, content: Readable, used: number): Promise<Spooled> {
    const allowed = this.limits.of(principal).storage;
    const free = allowed === null ? Infinity : Math.max(0, allowed - used);
    return this.spool.write(
      content,
      async (head) => Math.min(free, this.maxSize(principal, await this.types.seemsVideo(head))),
      (limit) => (limit === free ? storageFull(allowed ?? 0, used, principal.tier) : tooLarge(limit)),
    );
  }

  private async store(
    fileId: Id,
    name: string,
    { type, extensions }: FileType,
    spooled: Spooled,
    made: MadeImage | undefined,
  ): Promise<Stored> {
    const object = newObject(fileId);
    const remove = async (): Promise<void> => {
      for (const part of parts) await this.storage.remove(keyOf(object, part));
    };
    const put = (part: Parameters<typeof keyOf>[1], path: string, of: string) =>
      this.storage.put(keyOf(object, part), () => createReadStream(path), { type: of });
    try {
      const path = made?.path ?? spooled.path;
      for (const size of thumbnailSizes) if (made) await put(size, made.thumbnails[size], THUMBNAIL_TYPE);
      await put('original', path, type);
      const { size } = await stat(path);
      const { width = null, height = null } = made ?? {};
      const ended = name.includes('.') ? name : `${name}.${extensions[0] ?? 'bin'}`;
      const { sha256 } = spooled;
      const stored: Stored = {
        ...{ fileId, name: ended, type, size, object, sha256, width, height },
        ...{ kept: false, claimed: false, discarded: false },
        discard: () => {
          stored.discarded = true;
          return remove();
        },
      };
      return stored;
    } catch (error) {
      await remove();
      throw error;
    }
  }
}
