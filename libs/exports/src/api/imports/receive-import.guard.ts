import { createParamDecorator, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { callerOf, httpOf, receivedFile } from '@almanac/platform';
import { titleOfFile } from '../../application/imports/file-title';
import { ImportReader } from '../../application/imports/ports/import-reader';
import type { ReadImport } from '../../application/imports/import.service';
import { importFormats, MAX_BYTES, type ImportFormat } from '../../domain/imports/reading';
import { heldFile, ReceivedBytes } from './received-bytes';

const BYTES = 'application/octet-stream';
/** Media types of bodies that are the file themselves. */
export const TAKES: Record<ImportFormat, readonly string[]> = {
  json: ['application/json', BYTES],
  csv: ['text/csv', 'text/plain', BYTES],
  ics: ['text/calendar', 'text/plain', BYTES],
  todoist: ['application/json', 'text/csv', 'text/plain', BYTES],
  trello: ['application/json', BYTES],
};

const received = new WeakMap<FastifyRequest, ReadImport>();

/**
 * What stands for the body of an import: whoever sends the same file under the same `Idempotency-Key` again sends the
 * same request. It has no property that anybody could take for a field.
 */
class ReceivedBody {
  readonly #says: object;

  constructor(sha256: string, title: string | undefined) {
    this.#says = { sha256, title };
  }

  toJSON(): object {
    return this.#says;
  }
}

/** Receives and reads the file, after it is known who sends it and before any transaction is open: that takes a while. */
@Injectable()
export class ReceiveImportGuard implements CanActivate {
  /** One for all routes: the guard is made for each. */
  private static readonly inMemory = new ReceivedBytes();

  constructor(private readonly reader: ImportReader) {}

  async canActivate(execution: ExecutionContext): Promise<boolean> {
    const { request, reply } = httpOf(execution);
    const last = request.routeOptions.url?.split('/').at(-1);
    const format = importFormats.find((one) => one === last);
    if (format === undefined) throw new Error('This is no route of an import');
    const { hold, release } = ReceiveImportGuard.inMemory.of(callerOf(request.almanac.context).userId);
    if (reply.raw.closed) release();
    else reply.raw.once('close', release);
    const options = { types: TAKES[format], limit: MAX_BYTES, hold };
    const { pieces, size, sha256, name } = await receivedFile(request, reply, options);
    const title = titleOfFile(name);
    const reading = await this.reader.read(format, pieces, title);
    const file = heldFile({ format, pieces, size, title, reading }, release);
    if (reply.raw.closed) file.letGo();
    else reply.raw.once('close', () => file.letGo());
    received.set(request, file);
    request.body = new ReceivedBody(sha256, title);
    return true;
  }
}

/** The file that the guard has received. */
export const Received = createParamDecorator((_data: unknown, execution: ExecutionContext): ReadImport => {
  const file = received.get(httpOf(execution).request);
  if (!file) throw new Error('The route has no guard that receives its file');
  return file;
});
