import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { createParamDecorator } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { callerOf, httpOf } from '@almanac/platform';
import type { Stored } from '../application/intake';
import { UploadService } from '../application/upload.service';
import { fileOf } from './multipart-file';
import { beginUpload } from './uploads-at-once';

const taken = new WeakMap<FastifyRequest, Stored>();

/**
 * What stands for the body of an upload: whoever sends the same file under the same `Idempotency-Key` again sends the
 * same request. It has no property that anybody could take for a field.
 */
class ReceivedBody {
  readonly #says: object;

  constructor({ name, sha256 }: Stored) {
    this.#says = { name, sha256 };
  }

  toJSON(): object {
    return this.#says;
  }
}

/**
 * Receives the file of a multipart request, after it is known who sends it and before any transaction is open: that may
 * take minutes. What no row names in the end is removed.
 */
@Injectable()
export class ReceiveUploadGuard implements CanActivate {
  constructor(private readonly uploads: UploadService) {}

  async canActivate(execution: ExecutionContext): Promise<boolean> {
    const { request, reply } = httpOf(execution);
    const { context } = request.almanac;
    beginUpload(callerOf(context).userId, reply);
    const stored = await fileOf(request, reply, {
      take: (file) => this.uploads.take(context, file),
      undo: (taken) => taken.discard(),
    });
    request.body = new ReceivedBody(stored);
    remember(request, reply, stored);
    return true;
  }
}

/** Looks at what was put past the API, before any transaction is open. */
@Injectable()
export class TakeUploadGuard implements CanActivate {
  constructor(private readonly uploads: UploadService) {}

  async canActivate(execution: ExecutionContext): Promise<boolean> {
    const { request, reply } = httpOf(execution);
    const { id } = request.params as { id: string };
    // What is no id is refused by the route's own pipe.
    if (!/^[0-9a-f-]{36}$/i.test(id)) return true;
    beginUpload(callerOf(request.almanac.context).userId, reply);
    const stored = await this.uploads.takePut(request.almanac.context, id.toLowerCase());
    if (stored) remember(request, reply, stored);
    return true;
  }
}

function remember(request: FastifyRequest, reply: FastifyReply, stored: Stored): void {
  taken.set(request, stored);
  const release = (): void => {
    // The client may go away while the row is being written: only who has answered knows that there is none. What is left
    // then, and what a failure here leaves, has no row and is swept.
    if (stored.kept || (stored.claimed && !reply.raw.writableFinished)) return;
    void stored.discard().catch(() => undefined);
  };
  if (reply.raw.closed) release();
  else reply.raw.once('close', release);
}

/** The file that the guard has received. */
export const Taken = createParamDecorator((_data: unknown, execution: ExecutionContext): Stored | undefined =>
  taken.get(httpOf(execution).request),
);
