import { createHash, createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError, type Id } from '@almanac/kernel';
import { Config } from '../config';
import { JSON_PLACE, LeftOut, type KeptAnswer, type RequestContext } from '../context';
import { idempotencyLock, statement, UnitOfWork } from '../database';
import { invalid } from './dto/parse-dto';
import { conflict, type Rendered } from './render-answer';

/** What makes two requests "the same": caller, method, path and key. */
export interface IdempotentRequest {
  key: string;
  method: string;
  /** Path with its query. */
  url: string;
  body: unknown;
}

const lock = statement<{ locked: boolean }>(
  'idempotency.lock',
  `SELECT pg_try_advisory_xact_lock(${idempotencyLock('$1')}) AS locked`,
);
// Asked first, the function keeps PostgreSQL from reading the whole table where a key is new (see its migration).
const find = statement<{
  body_hash: Buffer;
  status: number;
  headers: Record<string, string>;
  body: string | null;
  resource_id: string | null;
}>(
  'idempotency.find',
  `SELECT body_hash, status, headers, body, resource_id FROM idempotency_keys
   WHERE idempotency_key_is_kept($1, $2) AND caller_id = $1 AND fingerprint = $2 AND created_at > now() - interval '24 hours'`,
);
const keep = statement(
  'idempotency.keep',
  `INSERT INTO idempotency_keys (caller_id, fingerprint, body_hash, status, headers, body, resource_id)
   VALUES ($1, $2, $3, $4, $5, $6, $7)
   ON CONFLICT (caller_id, fingerprint) DO UPDATE
     SET body_hash = excluded.body_hash, status = excluded.status, headers = excluded.headers,
         body = excluded.body, resource_id = excluded.resource_id, created_at = now()`,
);

/** An answer that is ready; `secretOf` where it holds a secret and is not to be kept. */
type Keepable = Rendered & { secretOf: string | undefined };

const KEY = /^[\x21-\x7e]{1,255}$/;

/**
 * Keeps the first answer of a request with an `Idempotency-Key` for 24 hours. The answer is written in the
 * transaction of the work itself: after a crash there is both or neither (spec: api-conventions.md).
 */
@Injectable()
export class Idempotency {
  private readonly bodyKey: KeyObject;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    config: Config,
  ) {
    this.bodyKey = createSecretKey(config.TOKEN_SECRET, 'utf8');
  }

  /**
   * The kept answer, or that of `work`, which runs in a transaction of its own that its use cases join.
   * @throws DomainError IDEMPOTENCY_KEY_REUSED for another body, CONFLICT while the first still runs.
   */
  async once(
    context: RequestContext,
    request: IdempotentRequest,
    work: () => Promise<Keepable>,
  ): Promise<Rendered> {
    const { caller, fingerprint, bodyHash } = this.identify(context, request);
    return this.unitOfWork.run(context, async (transaction) => {
      const [held] = await transaction.query(lock, [`${caller}:${fingerprint.toString('hex')}`]);
      if (!held?.locked) throw conflict('A request with this Idempotency-Key is still running');
      const [kept] = await transaction.query(find, [caller, fingerprint]);
      if (kept) return replay(kept, bodyHash);
      const { secretOf, ...rendered } = await work();
      if (rendered.status < 300) {
        const body = secretOf === undefined ? rendered.body : null;
        const headers = JSON.stringify(rendered.headers);
        await transaction.query(keep, [
          caller,
          fingerprint,
          bodyHash,
          rendered.status,
          headers,
          body,
          secretOf ?? null,
        ]);
      }
      return rendered;
    });
  }

  /**
   * The same for work of one statement that keeps the answer itself: no transaction is opened. Where the statement
   * does nothing, because the key was used before or is in use or the work is refused, it goes the long way.
   * @throws DomainError as `once` does.
   */
  async inOneStatement(
    context: RequestContext,
    request: IdempotentRequest,
    work: () => Promise<Keepable>,
    render: (value: unknown) => Rendered,
  ): Promise<Rendered> {
    const identity = this.identify(context, request);
    context.keeper = { keep: (answer) => keptAnswer(identity, render(answer)) };
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof LeftOut)) throw error;
    } finally {
      context.keeper = undefined;
    }
    return this.once(context, request, work);
  }

  /** @throws DomainError VALIDATION_ERROR for a key that is none. */
  private identify(context: RequestContext, request: IdempotentRequest): Identity {
    if (!KEY.test(request.key)) {
      const message = 'Idempotency-Key must be 1 to 255 visible ASCII characters';
      throw invalid([{ field: 'Idempotency-Key', message, rule: 'pattern' }]);
    }
    const caller = context.principal?.apiKeyId ?? context.principal?.userId;
    if (caller === undefined) throw new Error('Keys count for signed-in callers alone');
    return {
      caller,
      fingerprint: sha256(`${request.method}\n${request.url}\n${request.key}`),
      bodyHash: this.bodyHash(request.body),
    };
  }

  /** By a key: a body may hold a password, and a plain hash of that could be guessed from a stolen table. */
  private bodyHash(body: unknown): Buffer {
    const text = JSON.stringify(body ?? null);
    return createHmac('sha256', this.bodyKey).update(`idempotent-body/v1\n${text}`).digest();
  }
}

interface Identity {
  caller: Id;
  fingerprint: Buffer;
  bodyHash: Buffer;
}

function keptAnswer({ caller, fingerprint, bodyHash }: Identity, rendered: Rendered): KeptAnswer {
  const place = rendered.body.indexOf(JSON_PLACE);
  if (place < 0) throw new Error('The answer has no place for what the statement writes');
  return {
    callerId: caller,
    fingerprint: fingerprint.toString('hex'),
    bodyHash: bodyHash.toString('hex'),
    status: rendered.status,
    headers: rendered.headers,
    before: rendered.body.slice(0, place),
    after: rendered.body.slice(place + JSON_PLACE.length),
  };
}

function replay(
  kept: {
    body_hash: Buffer;
    status: number;
    headers: Record<string, string>;
    body: string | null;
    resource_id: string | null;
  },
  bodyHash: Buffer,
): Rendered {
  if (!kept.body_hash.equals(bodyHash)) {
    throw new DomainError<ErrorCode>(
      'IDEMPOTENCY_KEY_REUSED',
      'This Idempotency-Key was used with another body',
    );
  }
  if (kept.body === null) {
    throw conflict('This was done already; its answer held a secret and is not kept', {
      id: kept.resource_id,
    });
  }
  return {
    status: kept.status,
    headers: { ...kept.headers, 'idempotent-replayed': 'true' },
    body: kept.body,
  };
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
