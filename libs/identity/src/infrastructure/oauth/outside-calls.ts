import {
  OutgoingError,
  OutgoingFailedError,
  type OutgoingClient,
  type RequestContext,
} from '@almanac/platform';
import { ProviderFailure } from '../../application/ports/oauth/oauth-provider';

/** Far more than any provider's answer has; a key set of Microsoft's has about 20 KB. */
const MAX_BYTES = 256 * 1024;

export interface OutsideAnswer {
  status: number;
  contentType: string;
  text: string;
}

/**
 * Calls to providers: bounded in time and size, and never led elsewhere by a redirect. What goes wrong is a
 * ProviderFailure whose message holds nothing that was sent or received.
 */
export class OutsideCalls {
  constructor(
    private readonly outgoing: OutgoingClient,
    /** Whose circuit it is. */
    private readonly service: string,
    private readonly timeoutMs: number,
  ) {}

  /** Posts a form and reads the fields of the answer, which is JSON or, from some, a form as well. */
  async postForm(
    ctx: RequestContext,
    url: string,
    form: Record<string, string>,
  ): Promise<Record<string, unknown>> {
    const answer = await this.send(ctx, url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: new URLSearchParams(form).toString(),
    });
    if (answer.contentType.includes('x-www-form-urlencoded'))
      return Object.fromEntries(new URLSearchParams(succeeded(answer).text));
    return objectOf(jsonOf(succeeded(answer)));
  }

  /** Reads JSON with an access token. */
  async getJson(
    ctx: RequestContext,
    url: string,
    accessToken: string,
    accept = 'application/json',
  ): Promise<unknown> {
    const headers = { accept, authorization: `Bearer ${accessToken}` };
    return jsonOf(succeeded(await this.send(ctx, url, { method: 'GET', headers })));
  }

  /** @throws ProviderFailure `unavailable` where no whole answer came in time */
  async send(
    ctx: RequestContext,
    url: string,
    request: { method: 'GET' | 'POST'; headers: Record<string, string>; body?: string },
  ): Promise<OutsideAnswer> {
    const { service, timeoutMs } = this;
    try {
      const { status, headers, body } = await this.outgoing.send(ctx, {
        ...request,
        service,
        url,
        timeoutMs,
        addresses: 'configured',
        maxAnswerBytes: MAX_BYTES,
      });
      return { status, contentType: headers['content-type'] ?? '', text: body };
    } catch (error) {
      if (!(error instanceof OutgoingError)) throw error;
      if (error instanceof OutgoingFailedError && error.reason === 'ANSWER_TOO_LONG')
        throw new ProviderFailure('invalid', 'the answer of the provider is too large');
      throw new ProviderFailure('unavailable', 'the provider does not answer');
    }
  }
}

function succeeded(answer: OutsideAnswer): OutsideAnswer {
  const { status } = answer;
  if (status >= 200 && status < 300) return answer;
  if (status >= 500 || status === 429)
    throw new ProviderFailure('unavailable', `the provider answers with status ${status}`);
  throw new ProviderFailure(
    status >= 400 ? 'refused' : 'invalid',
    `the provider answers with status ${status}`,
  );
}

function jsonOf({ text }: OutsideAnswer): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ProviderFailure('invalid', 'the answer of the provider is not JSON');
  }
}

/** The answer as an object, or a failure. */
export function objectOf(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ProviderFailure('invalid', 'the answer of the provider is not an object');
  return { ...value };
}
