import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createHash } from 'node:crypto';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { newId } from '@almanac/kernel';
import { Config } from '@almanac/platform';

export interface Spooled {
  path: string;
  size: number;
  /** Hexadecimal. */
  sha256: string;
}

/** As many first bytes as tell a video. */
const HEAD_BYTES = 4100;
/** Far longer than any upload may take. */
const STALE_MS = 86_400_000;
const SWEEP_MS = 3_600_000;

/**
 * Where uploads lie on the disk of this process until they have been looked at: what is refused never reaches the
 * storage, and nothing is ever whole in memory.
 */
@Injectable()
export class Spool implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly folder: string;
  private sweeper: NodeJS.Timeout | undefined;

  constructor(config: Config) {
    this.folder = join(config.DATA_DIR, 'spool');
  }

  /** Each process may have a disk of its own, which no other sweeps. */
  async onApplicationBootstrap(): Promise<void> {
    this.sweeper = setInterval(() => void this.sweep().catch(() => undefined), SWEEP_MS).unref();
    await this.sweep();
  }

  onApplicationShutdown(): void {
    clearInterval(this.sweeper);
  }

  newPath(): string {
    return join(this.folder, newId());
  }

  /**
   * @param limit says how many bytes may come, once the first of them are here
   * @param refusal what is thrown where more come
   */
  async write(
    content: Readable,
    limit: (head: Buffer) => Promise<number>,
    refusal: (limit: number) => Error,
  ): Promise<Spooled> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const path = this.newPath();
    const hash = createHash('sha256');
    let size = 0;
    let head = Buffer.alloc(0);
    let most: number | undefined;
    const judge = async (last: boolean): Promise<void> => {
      if (most === undefined && (last || head.length >= HEAD_BYTES)) most = await limit(head);
      if (most !== undefined && size > most) throw refusal(most);
    };
    const meter = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        size += chunk.length;
        hash.update(chunk);
        if (head.length < HEAD_BYTES) head = Buffer.concat([head, chunk.subarray(0, HEAD_BYTES)]);
        judge(false).then(() => done(null, chunk), done);
      },
      flush(done) {
        judge(true).then(() => done(), done);
      },
    });
    try {
      await pipeline(content, meter, createWriteStream(path, { mode: 0o600, flags: 'wx' }));
      return { path, size, sha256: hash.digest('hex') };
    } catch (error) {
      await this.remove(path);
      throw error;
    }
  }

  async remove(...paths: readonly string[]): Promise<void> {
    for (const path of paths) await rm(path, { force: true });
  }

  /** What a process that died has left here. */
  async sweep(ageMs = STALE_MS): Promise<number> {
    let count = 0;
    for (const name of await readdir(this.folder).catch(() => [])) {
      const path = join(this.folder, name);
      const found = await stat(path).catch(() => undefined);
      if (!found || Date.now() - found.mtimeMs < ageMs) continue;
      await this.remove(path);
      count += 1;
    }
    return count;
  }
}
