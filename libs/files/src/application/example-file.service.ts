import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { FileStorage, UnitOfWork, type RequestContext } from '@almanac/platform';
import { FILE_ID } from '../domain/example-ids';
import { keyOf, newObject } from './file-keys';
import { FileStore } from './ports/file-store';

const CONTENT = 'Two metres of linen, and thread.\n';

/** The file of the examples of the API document. */
@Injectable()
export class ExampleFileService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: FileStore,
    private readonly storage: FileStorage,
  ) {}

  /** Does nothing where it is there already. */
  async make(context: RequestContext, userId: Id): Promise<void> {
    const object = newObject(FILE_ID);
    const type = 'text/plain';
    const size = await this.storage.put(keyOf(object, 'original'), () => Readable.from([CONTENT]), { type });
    const unknown = { sha256: null, width: null, height: null, expiresAt: null };
    await this.unitOfWork.run(context, async (tx) => {
      if (await this.store.find(tx, FILE_ID)) return;
      const file = { id: FILE_ID, userId, name: 'pattern.txt', type, size, status: 'ready' as const };
      await this.store.insert(tx, { ...file, ...unknown, object });
    });
  }
}
