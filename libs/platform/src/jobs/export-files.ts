import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { FileStorage, mediaTypeOf, type ByteRange, type StorageKey, type StoredObject } from '../storage';

/** A file that a job has made. */
export interface StoredFile {
  name: string;
  /** In bytes. */
  size: number;
}

const FOLDER = 'exports/';

/** The files that jobs make. Names come from ids alone. A file has its name only once it is whole. */
@Injectable()
export class ExportFiles {
  constructor(private readonly storage: FileStorage) {}

  /**
   * Writes the file of one try of a job. What a worker that died has left of it stays behind, and is swept.
   * @param extension one of those that `mediaTypeOf` knows
   * @param begin gives the content; called when somebody listens to what becomes of it
   * @param signal ends the writing
   */
  async write(
    job: { id: Id; attempt: number },
    extension: string,
    begin: () => Readable,
    signal?: AbortSignal,
  ): Promise<StoredFile> {
    const name = `${job.id}-${job.attempt}.${extension}`;
    const size = await this.storage.put(keyOf(name), begin, { type: mediaTypeOf(name), signal });
    return { name, size };
  }

  /** Undefined where the file is gone. */
  stat(name: string): Promise<StoredObject | undefined> {
    return this.storage.stat(keyOf(name));
  }

  /** Undefined where the file is gone. */
  open(name: string, range?: ByteRange): Promise<Readable | undefined> {
    return this.storage.open(keyOf(name), range);
  }

  async remove(name: string): Promise<void> {
    await this.storage.remove(keyOf(name));
  }

  /** Every file of these jobs, finished or not. */
  async removeOf(jobIds: readonly Id[]): Promise<void> {
    for (const id of jobIds) await this.storage.removeUnder(keyOf(`${id}-`));
  }

  /** The names of files that nobody has written to for so long; a few at a time. */
  async *olderThan(ageMs: number): AsyncIterable<string> {
    const before = new Date(Date.now() - ageMs);
    for await (const { key } of this.storage.list(FOLDER, before)) yield key.slice(FOLDER.length);
  }

  /** Those that a worker which died has begun. Gives how many they were. */
  removeUnfinished(ageMs: number): Promise<number> {
    return this.storage.removeUnfinished(FOLDER, new Date(Date.now() - ageMs));
  }
}

function keyOf(name: string): StorageKey {
  return `${FOLDER}${name}`;
}
