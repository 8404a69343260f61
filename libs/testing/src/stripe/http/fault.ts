/** Stripe's error object (https://docs.stripe.com/api/errors). */
export interface FaultBody {
  type: 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error';
  message: string;
  code?: string;
  param?: string;
  doc_url?: string;
  decline_code?: string;
  charge?: string;
  payment_intent?: unknown;
}

/** What a request is refused with. */
export class StripeFault extends Error {
  readonly body: FaultBody;
  constructor(
    readonly status: number,
    body: FaultBody,
    /** Stripe keeps no answer under an idempotency key for what never began to be executed. */
    readonly began = true,
  ) {
    super(body.message);
    this.body =
      body.code === undefined
        ? body
        : { ...body, doc_url: `https://stripe.com/docs/error-codes/${body.code.replaceAll('_', '-')}` };
  }
}

/** A parameter that is not as it should be. */
export function invalid(message: string, param?: string, code?: string): StripeFault {
  return new StripeFault(400, {
    type: 'invalid_request_error',
    message,
    ...(code === undefined ? {} : { code }),
    ...(param === undefined ? {} : { param }),
  });
}

export function unknownParameter(param: string): StripeFault {
  return invalid(`Received unknown parameter: ${param}`, param, 'parameter_unknown');
}

export function missing(param: string): StripeFault {
  return invalid(`Missing required param: ${param}.`, param, 'parameter_missing');
}

/** @param param the parameter that names it; in the address it is `id`, and the status 404 */
export function noSuch(kind: string, id: string, param = 'id'): StripeFault {
  return new StripeFault(param === 'id' ? 404 : 400, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    param,
    message: `No such ${kind}: '${id}'`,
  });
}

/** Stripe can do it, and this stand-in cannot: said loudly, so that no test believes something that did not happen. */
export function beyondStandIn(what: string): StripeFault {
  return new StripeFault(501, {
    type: 'api_error',
    message: `The stand-in for Stripe does not do this: ${what}.`,
  });
}
