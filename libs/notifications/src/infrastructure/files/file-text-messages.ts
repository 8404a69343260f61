import { Injectable } from '@nestjs/common';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { isId, type Id } from '@almanac/kernel';
import { Config } from '@almanac/platform';
import { TextMessages, type WrittenText } from '../../application/ports/text-messages';
import { textFolder } from './file-messenger';

const SUFFIX = '.json';
const written = z.object({
  id: z.uuid(),
  userId: z.uuid(),
  to: z.string(),
  date: z.string(),
  text: z.string(),
});

/** Reads the files back, for `/dev/sms`, and deletes those of somebody who is gone. */
@Injectable()
export class FileTextMessages extends TextMessages {
  private readonly folder: string;

  constructor(config: Config) {
    super();
    this.folder = textFolder(config);
  }

  override async list({ to, limit }: { to?: string | undefined; limit: number }): Promise<WrittenText[]> {
    const texts = (await this.all()).filter((text) => to === undefined || text.to === to);
    return texts.sort((left, right) => (left.date < right.date ? 1 : -1)).slice(0, limit);
  }

  override async removeOf(userId: Id): Promise<void> {
    await this.remove((await this.all()).filter((text) => text.userId === userId).map(({ id }) => id));
  }

  override async remove(ids: readonly Id[]): Promise<void> {
    for (const id of ids) await rm(join(this.folder, `${id}${SUFFIX}`), { force: true });
  }

  private async all(): Promise<WrittenText[]> {
    const found: WrittenText[] = [];
    for (const name of await this.names()) {
      // A file may be deleted while we look.
      const raw = await readFile(join(this.folder, name), 'utf8').catch(() => undefined);
      const text = raw === undefined ? undefined : written.safeParse(jsonIn(raw));
      if (text?.success) found.push(text.data);
    }
    return found;
  }

  private async names(): Promise<string[]> {
    try {
      const names = await readdir(this.folder);
      return names.filter((name) => name.endsWith(SUFFIX) && isId(name.slice(0, -SUFFIX.length)));
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
      throw error;
    }
  }
}

/** Whatever else lies in the folder is no message. */
function jsonIn(raw: string): unknown {
  try {
    return JSON.parse(raw) as unknown;
  } catch {
    return undefined;
  }
}
