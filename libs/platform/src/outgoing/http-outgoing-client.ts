import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { ExponentialBackoff, handleWhen, retry } from 'cockatiel';
import { Agent, request as httpRequest, type Dispatcher } from 'undici';
import { childSpan, traceparentOf } from '@almanac/kernel';
import type { RequestContext } from '../context';
import { LOGGER, type PinoLogger } from '../logging';
import { AddressGuard } from './address-guard';
import { readAnswer } from './answer-body';
import { Circuits } from './circuits';
import { guardedAgent } from './guarded-agent';
import { OutgoingClient, type OutgoingAnswer, type OutgoingRequest } from './outgoing-client';
import {
  AddressRefusedError,
  CircuitOpenError,
  OutgoingError,
  OutgoingFailedError,
  OutgoingTimeoutError,
} from './outgoing-errors';
import { outgoingSeconds } from './outgoing-metrics';

const CONNECT_TIMEOUT_MS = 5000;
const TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 1024 * 1024;
const MAX_HEADER_BYTES = 16 * 1024;
/** Tries after the first, where a request may be repeated. */
const MORE_TRIES = 2;

/** An answer by which the circuit sees that the service is in trouble, though it is handed out as it is. */
class TroubledAnswer extends Error {
  constructor(readonly answer: OutgoingAnswer) {
    super('The service is in trouble');
  }
}

/** The client, over undici. */
@Injectable()
export class HttpOutgoingClient extends OutgoingClient implements OnApplicationShutdown {
  private readonly agents: Record<OutgoingRequest['addresses'], Agent>;
  private readonly tries = retry(
    handleWhen((error) => error instanceof TroubledAnswer || mayPass(error)),
    { maxAttempts: MORE_TRIES, backoff: new ExponentialBackoff({ initialDelay: 100, maxDelay: 2000 }) },
  );

  constructor(
    private readonly guard: AddressGuard,
    private readonly circuits: Circuits,
    @Inject(LOGGER) private readonly logger: PinoLogger,
  ) {
    super();
    this.agents = {
      configured: new Agent({ connect: { timeout: CONNECT_TIMEOUT_MS }, maxHeaderSize: MAX_HEADER_BYTES }),
      public: guardedAgent(guard, CONNECT_TIMEOUT_MS),
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(Object.values(this.agents).map((agent) => agent.destroy()));
  }

  override async send(context: RequestContext, request: OutgoingRequest): Promise<OutgoingAnswer> {
    const start = performance.now();
    try {
      const answer = await this.tried(context, request);
      this.note(context, request, start, `${Math.floor(answer.status / 100)}xx`, answer.status);
      return answer;
    } catch (error) {
      this.note(context, request, start, outcomeOf(error));
      throw error;
    }
  }

  private async tried(context: RequestContext, request: OutgoingRequest): Promise<OutgoingAnswer> {
    const { service, peer, addresses } = request;
    if (addresses === 'public') this.guard.parse(request.url);
    const signal = AbortSignal.timeout(request.timeoutMs ?? TIMEOUT_MS);
    const attempt = () => this.circuits.within(service, peer, () => this.once(context, request, signal));
    try {
      return await (request.retry ? this.tries.execute(attempt, signal) : attempt());
    } catch (error) {
      if (error instanceof TroubledAnswer) return error.answer;
      throw error instanceof OutgoingError ? error : failureOf(error, signal);
    }
  }

  /** @throws TroubledAnswer where the answer counts against the service */
  private async once(
    context: RequestContext,
    request: OutgoingRequest,
    signal: AbortSignal,
  ): Promise<OutgoingAnswer> {
    const answer = await this.exchange(context, request, signal).catch((error: unknown) => {
      throw failureOf(error, signal);
    });
    if (answer.status >= 500) throw new TroubledAnswer(answer);
    return answer;
  }

  private async exchange(
    context: RequestContext,
    request: OutgoingRequest,
    signal: AbortSignal,
  ): Promise<OutgoingAnswer> {
    const answer = await httpRequest(request.url, {
      method: request.method,
      dispatcher: this.agents[request.addresses],
      headers: { 'user-agent': 'Almanac', ...request.headers, ...tracing(context, request.addresses) },
      signal,
      ...(request.body === undefined ? {} : { body: request.body }),
    });
    const body = await readAnswer(
      answer.body,
      request.maxAnswerBytes ?? MAX_ANSWER_BYTES,
      request.cutAnswer ?? false,
    );
    return { status: answer.statusCode, headers: plainHeaders(answer.headers), body };
  }

  private note(
    context: RequestContext,
    { service, method }: OutgoingRequest,
    start: number,
    outcome: string,
    status?: number,
  ): void {
    const seconds = (performance.now() - start) / 1000;
    outgoingSeconds.observe({ service, outcome }, seconds);
    const ms = Math.round(seconds * 1000);
    this.logger.debug({ ...context.named, service, method, outcome, status, ms }, 'called outside');
  }
}

/** By what the other side finds the call again, and ours that it comes of. Each try is a span of its own. */
function tracing(
  { requestId, span }: RequestContext,
  addresses: OutgoingRequest['addresses'],
): Record<string, string> {
  const own = childSpan(span);
  const headers = { 'x-request-id': requestId, traceparent: traceparentOf(own) };
  if (own.state === undefined || addresses !== 'configured') return headers;
  return { ...headers, tracestate: own.state };
}

/** Whether another try may come off. */
function mayPass(error: unknown): boolean {
  return error instanceof OutgoingFailedError && error.reason !== 'ANSWER_TOO_LONG';
}

/** What the system says, as one of our errors; its own message may hold addresses. */
function failureOf(error: unknown, signal: AbortSignal): OutgoingError {
  if (error instanceof OutgoingError) return error;
  const code =
    error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'UNKNOWN';
  if (signal.aborted || code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT')
    return new OutgoingTimeoutError('There was no whole answer in time');
  return new OutgoingFailedError(`The call failed (${code})`, code);
}

function outcomeOf(error: unknown): string {
  if (error instanceof CircuitOpenError) return 'circuit-open';
  if (error instanceof AddressRefusedError) return 'refused';
  return error instanceof OutgoingTimeoutError ? 'timeout' : 'failed';
}

function plainHeaders(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  );
}
