import { Inject, Injectable } from '@nestjs/common';
import Stripe from 'stripe';
import {
  CircuitOpenError,
  Config,
  LOGGER,
  OutgoingClient,
  type PinoLogger,
  type RequestContext,
} from '@almanac/platform';
import { ProviderAwayError, ProviderRefusedError } from '../../application/ports/payment-provider';
import { StripeHttp } from './stripe-http';

/** The one place that says which version of Stripe's API is spoken: that of the library's types. */
const API_VERSION = '2026-10-28.endive' as const satisfies typeof Stripe.API_VERSION;
const PAUSE_AT_LIMIT_MS = 5000;

/** The longest page that Stripe gives. */
export const PAGE = { limit: 100 };
/** All of a list, page by page: the most that the library gathers. */
export const ALL = { limit: 10_000 };

/** Stripe's library, with its errors as ours. */
@Injectable()
export class StripeClient {
  readonly isOn: boolean;
  private readonly libraries = new WeakMap<RequestContext, Stripe>();
  private readonly newLibrary: (context: RequestContext) => Stripe;

  constructor(
    config: Config,
    outgoing: OutgoingClient,
    @Inject(LOGGER) private readonly logger: PinoLogger,
  ) {
    this.isOn = config.STRIPE_SECRET_KEY !== '';
    const { hostname, port, protocol } = new URL(config.STRIPE_API_URL);
    const secure = protocol === 'https:';
    // The library takes no empty key; without one nothing is ever called.
    const settings = {
      apiVersion: API_VERSION,
      host: hostname,
      port: port === '' ? (secure ? 443 : 80) : port,
      protocol: secure ? 'https' : 'http',
      maxNetworkRetries: 0,
      timeout: config.STRIPE_TIMEOUT_MS,
      telemetry: false,
      typescript: true,
    } satisfies ConstructorParameters<typeof Stripe>[1];
    this.newLibrary = (context) =>
      new Stripe(this.isOn ? config.STRIPE_SECRET_KEY : 'off', {
        ...settings,
        httpClient: new StripeHttp(outgoing, context, config.STRIPE_TIMEOUT_MS),
      });
  }

  /** @throws ProviderAwayError, ProviderRefusedError */
  async call<T>(context: RequestContext, work: (stripe: Stripe) => Promise<T>): Promise<T> {
    if (!this.isOn) throw new ProviderAwayError('There is no key of Stripe’s', undefined);
    try {
      return await work(this.of(context));
    } catch (error) {
      const refusal = ours(error);
      // Only the operator can mend this, and nobody else is told what it was.
      if (isKeyRefused(error))
        this.logger.error(
          { ...context.named, refusal: refusal.message },
          'Stripe refuses the key, or what it may do',
        );
      throw refusal;
    }
  }

  /** The same, where nothing is what there is at an address of old. */
  async find<T>(context: RequestContext, work: (stripe: Stripe) => Promise<T>): Promise<T | undefined> {
    try {
      return await this.call(context, work);
    } catch (error) {
      if (error instanceof ProviderRefusedError && error.reason === 'missing') return undefined;
      throw error;
    }
  }

  /** The library knows nothing of who calls: each context has one of its own, which is made in a tenth of a millisecond. */
  private of(context: RequestContext): Stripe {
    const known = this.libraries.get(context);
    if (known) return known;
    const library = this.newLibrary(context);
    this.libraries.set(context, library);
    return library;
  }
}

function isKeyRefused(error: unknown): boolean {
  const { StripeAuthenticationError, StripePermissionError } = Stripe.errors;
  return error instanceof StripeAuthenticationError || error instanceof StripePermissionError;
}

/** Stripe's own sentences may name what was sent: only its codes go on. */
function ours(error: unknown): Error {
  const { errors } = Stripe;
  if (error instanceof errors.StripeConnectionError) return away(error.detail);
  if (!(error instanceof errors.StripeError)) return error instanceof Error ? error : new Error('unknown');
  const status = error.statusCode ?? 0;
  if (error instanceof errors.StripeRateLimitError)
    return new ProviderAwayError('Stripe takes no more calls for now', PAUSE_AT_LIMIT_MS);
  if (error instanceof errors.StripeCardError || status === 402)
    return new ProviderRefusedError(`Stripe: ${error.code ?? 'card_error'}`, 'declined');
  const said = `Stripe: ${status} ${error.code ?? error.type}`;
  if (status >= 500 || status === 409 || status === 0) return new ProviderAwayError(said, undefined);
  if (error.code === 'charge_already_refunded') return new ProviderRefusedError(said, 'refunded');
  if (error.code === 'resource_missing') return new ProviderRefusedError(said, 'missing');
  return new ProviderRefusedError(said, 'invalid');
}

function away(detail: unknown): ProviderAwayError {
  if (detail instanceof CircuitOpenError) return new ProviderAwayError(detail.message, detail.retryAfterMs);
  return new ProviderAwayError(detail instanceof Error ? detail.message : 'Stripe is away', undefined);
}
