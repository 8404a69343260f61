import { isDeepStrictEqual } from 'node:util';
import { StripeFault } from './fault';
import type { FormObject } from './form';

export interface Answer {
  status: number;
  body: object;
}

interface Kept {
  method: string;
  path: string;
  form: FormObject;
  requestId: string;
  answer?: Answer;
}

/** Answers under an `Idempotency-Key` (https://docs.stripe.com/api/idempotent_requests). */
export class IdempotencyKeys {
  private readonly kept = new Map<string, Kept>();

  /**
   * Begins a request, or gives the answer of the one before.
   * @throws StripeFault 400 for another request under the same key, 409 while the first is under way
   */
  begin(
    key: string,
    request: { method: string; path: string; form: FormObject; requestId: string },
  ): { answer: Answer; requestId: string } | undefined {
    const known = this.kept.get(key);
    if (known === undefined) {
      if (key.length > 255)
        throw new StripeFault(400, {
          type: 'invalid_request_error',
          message: 'Idempotency keys can have up to 255 characters.',
        });
      this.kept.set(key, request);
      return undefined;
    }
    if (known.path !== request.path || known.method !== request.method)
      throw mismatch(
        `Keys for idempotent requests can only be used for the same endpoint they were first used for ('${request.path}' vs '${known.path}'). Try using a key other than '${key}' if you meant to execute a different request.`,
      );
    if (!isDeepStrictEqual(known.form, request.form))
      throw mismatch(
        `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
      );
    if (known.answer === undefined)
      throw new StripeFault(409, {
        type: 'invalid_request_error',
        code: 'idempotency_key_in_use',
        message: `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key}.`,
      });
    return { answer: known.answer, requestId: known.requestId };
  }

  /** Keeps the answer, an error too. */
  end(key: string, answer: Answer): void {
    const known = this.kept.get(key);
    if (known) known.answer = answer;
  }

  /** Nothing was begun: the key is free again. */
  forget(key: string): void {
    this.kept.delete(key);
  }
}

function mismatch(message: string): StripeFault {
  return new StripeFault(400, { type: 'idempotency_error', message });
}
