import { createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Injectable } from '@nestjs/common';
import { newId, type Id } from '@almanac/kernel';
import { Config } from '../config';

/** A file in the folder of exports. */
export interface StoredFile {
  name: string;
  /** In bytes. */
  size: number;
}

const UNFINISHED = '.tmp';
const UUID_LENGTH = 36;

/**
 * The files that jobs make, in the data folder, which every API and worker process shares. Names come from ids
 * alone. A file has its name only once it is whole and on the disk.
 */
@Injectable()
export class ExportFiles {
  private readonly folder: string;

  constructor(config: Config) {
    this.folder = join(config.DATA_DIR, 'exports');
  }

  /**
   * Writes the file of one try of a job. What a worker that died has left of it stays behind, and is swept.
   * @param begin gives the content; called when somebody listens to what becomes of it
   * @param signal ends the writing
   */
  async write(
    job: { id: Id; attempt: number },
    extension: string,
    begin: () => Readable,
    signal?: AbortSignal,
  ): Promise<StoredFile> {
    // Exports hold all that a person has: for the owner of the process alone.
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const name = `${job.id}-${job.attempt}.${extension}`;
    const temporary = this.pathOf(`${job.id}-${newId()}${UNFINISHED}`);
    try {
      const target = createWriteStream(temporary, { mode: 0o600, flags: 'wx', flush: true });
      await (signal ? pipeline(begin(), target, { signal }) : pipeline(begin(), target));
      const { size } = await stat(temporary);
      await rename(temporary, this.pathOf(name));
      return { name, size };
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }

  /** Undefined where the file is gone. */
  async open(name: string): Promise<FileHandle | undefined> {
    try {
      return await open(this.pathOf(name), 'r');
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async remove(name: string): Promise<void> {
    await rm(this.pathOf(name), { force: true });
  }

  /** Every file of these jobs, finished or not. */
  async removeOf(jobIds: readonly Id[]): Promise<void> {
    if (jobIds.length === 0) return;
    const wanted = new Set(jobIds);
    for (const name of await this.names()) if (wanted.has(jobOf(name))) await this.remove(name);
  }

  /** Files that nobody has written to for so long, whatever became of them. */
  async olderThan(ageMs: number): Promise<string[]> {
    const limit = Date.now() - ageMs;
    const old: string[] = [];
    for (const name of await this.names()) {
      const found = await stat(this.pathOf(name)).catch(() => undefined);
      if (found && found.mtimeMs < limit) old.push(name);
    }
    return old;
  }

  private async names(): Promise<string[]> {
    try {
      return await readdir(this.folder);
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  }

  private pathOf(name: string): string {
    return join(this.folder, name);
  }
}

function jobOf(name: string): Id {
  return name.slice(0, UUID_LENGTH);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
