import { createHash, createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@almanac/contracts';
import { conflict, DomainError, newId, type Id } from '@almanac/kernel';
import { Config } from '../config';
import { JSON_PLACE, LeftOut, type KeptAnswer, type RequestContext } from '../context';
import { Database, idempotencyLock, statement, UnitOfWork } from '../database';
import { invalid } from './dto/parse-dto';
import { type Rendered } from './render-answer';

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
/** What is kept for less than a day is written down as if it had been made so much earlier: one rule ends all of them. */
const madeAt = (seconds: string) =>
  `now() - (interval '24 hours' - least(make_interval(secs => coalesce(${seconds}::float8, 86400)), interval '24 hours'))`;
const keep = statement(
  'idempotency.keep',
  `INSERT INTO idempotency_keys (caller_id, fingerprint, body_hash, status, headers, body, resource_id, created_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, ${madeAt('$8')})
   ON CONFLICT (caller_id, fingerprint) DO UPDATE
     SET body_hash = excluded.body_hash, status = excluded.status, headers = excluded.headers,
         body = excluded.body, resource_id = excluded.resource_id, created_at = excluded.created_at`,
);

/** Stands where the status of an answer will: the work runs, and holds no transaction (RFC 2518, section 10.1). */
const RUNNING = 102;
/** For so long after its beginning work that holds no transaction is taken to run, as nothing says that it was cut off. */
const RUNS_SECONDS = 30;

const claim = statement<{ caller_id: string }>(
  'idempotency.claim',
  `INSERT INTO idempotency_keys AS k (caller_id, fingerprint, body_hash, status, headers, resource_id)
   VALUES ($1, $2, $3, ${RUNNING}, '{}', $4)
   ON CONFLICT (caller_id, fingerprint) DO UPDATE
     SET body_hash = excluded.body_hash, status = excluded.status, headers = excluded.headers, body = NULL,
         resource_id = excluded.resource_id, created_at = now()
     WHERE k.created_at <= now() - CASE k.status WHEN ${RUNNING} THEN interval '${RUNS_SECONDS} seconds' ELSE interval '24 hours' END
   RETURNING caller_id`,
);
const fulfil = statement(
  'idempotency.fulfil',
  `UPDATE idempotency_keys SET status = $4, headers = $5, body = $6, resource_id = $7, created_at = ${madeAt('$8')}
   WHERE caller_id = $1 AND fingerprint = $2 AND status = ${RUNNING} AND resource_id = $3`,
);
const release = statement(
  'idempotency.release',
  `DELETE FROM idempotency_keys
   WHERE caller_id = $1 AND fingerprint = $2 AND status = ${RUNNING} AND resource_id = $3`,
);

/** An answer that is ready; `secretOf` where it holds a secret and is not to be kept; `keptSeconds`: for less than a day. */
type Keepable = Rendered & { secretOf: string | undefined; keptSeconds: number | undefined };

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
    private readonly database: Database,
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
      if (!held?.locked) throw stillRunning();
      const [kept] = await transaction.query(find, [caller, fingerprint]);
      if (kept) return replay(kept, bodyHash);
      const { secretOf, keptSeconds, ...rendered } = await work();
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
          keptSeconds ?? null,
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

  /**
   * The same for work that waits for others, who may be slow: it opens its own transactions, as short as they may be, and
   * between them holds no connection to the database, of which there are a dozen. So the answer is kept after the work,
   * and who asks again after a crash in between has it done again: it must be harmless when repeated.
   * @throws DomainError as `once` does.
   */
  async outsideTransactions(
    context: RequestContext,
    request: IdempotentRequest,
    work: () => Promise<Keepable>,
  ): Promise<Rendered> {
    const { caller, fingerprint, bodyHash } = this.identify(context, request);
    const mine = newId();
    const [claimed] = await this.database.query(claim, [caller, fingerprint, bodyHash, mine]);
    if (!claimed) {
      const [kept] = await this.database.query(find, [caller, fingerprint]);
      if (!kept || kept.status === RUNNING) throw stillRunning();
      return replay(kept, bodyHash);
    }
    try {
      const { secretOf, keptSeconds, ...rendered } = await work();
      if (rendered.status >= 300) await this.database.query(release, [caller, fingerprint, mine]);
      else {
        const { status, headers, body } = rendered;
        const kept = secretOf === undefined ? body : null;
        const values = [status, JSON.stringify(headers), kept, secretOf, keptSeconds];
        await this.database.query(fulfil, [caller, fingerprint, mine, ...values]);
      }
      return rendered;
    } catch (error) {
      // Left where it cannot be taken away, it counts for no longer than work is taken to run.
      await this.database.query(release, [caller, fingerprint, mine]).catch(() => undefined);
      throw error;
    }
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

function stillRunning(): DomainError<ErrorCode> {
  return conflict('A request with this Idempotency-Key is still running');
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
