import {
  Custom,
  DateTimeField,
  Flag,
  IdField,
  Int,
  ListQuery,
  OneOf,
  Text,
  TextList,
  WebAddress,
} from '@almanac/platform';
import { deliveryStatuses } from '../application/ports/delivery-store';
import type { Webhook } from '../application/ports/webhook-store';
import type { WebhookWithSecret } from '../application/webhook.service';
import { DELIVERY_ID, WEBHOOK_ID } from '../domain/example-ids';
import { PING, publicEventNames, subscriptions } from '../domain/public-events';

const optional = true;
const nullable = true;
const TIME = '2026-01-25T15:30:00.000Z';
const MAX_INT = 2 ** 31 - 1;
const URL_EXAMPLE = 'https://example.com/almanac';
const EVENTS = ['activity.*', 'planner.updated'];
const urlText =
  '`https` and a public address; what else is taken, the operator says by name. Redirects are not followed.';
const eventsText = 'Names of events, `kind.*`, or `*` for all.';
const secretText = '`whsec_` and 24 to 64 bytes in base64; made for you where you give none.';
const secretShape = { min: 38, max: 94, example: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' };
const events = { maxItems: subscriptions.length, max: 60, values: subscriptions, example: EVENTS };

export class CreateWebhookDto {
  @WebAddress({ example: URL_EXAMPLE, description: urlText })
  url!: string;

  @TextList({ ...events, description: eventsText })
  events!: string[];

  @Text({ ...secretShape, optional, description: secretText })
  secret?: string;

  @Flag({ optional, default: true })
  active?: boolean;
}

/** What to change of a webhook; absent stays. */
export class UpdateWebhookDto {
  @WebAddress({ optional, example: URL_EXAMPLE, description: urlText })
  url?: string;

  @TextList({ ...events, optional, description: eventsText })
  events?: string[];

  @Flag({ optional, example: true, description: 'Switching it on forgets the failures before.' })
  active?: boolean;

  @Text({
    ...secretShape,
    optional,
    description: '`whsec_` and 24 to 64 bytes in base64; it takes the place of the one before at once.',
  })
  secret?: string;
}

export class RotateWebhookSecretDto {
  static readonly mayBeAbsent = true;

  @Text({ ...secretShape, optional, description: secretText })
  secret?: string;

  @Int({
    min: 0,
    max: 604_800,
    optional,
    default: 86_400,
    example: 86_400,
    description: 'How long the secret before signs as well.',
  })
  overlapSeconds?: number;
}

/** A webhook, without its secret. */
export class WebhookDto {
  @IdField({ example: WEBHOOK_ID })
  id!: string;

  @WebAddress({ example: URL_EXAMPLE })
  url!: string;

  @TextList(events)
  events!: readonly string[];

  @Flag({ example: true })
  active!: boolean;

  @DateTimeField({ nullable, example: null })
  disabledAt!: string | null;

  @OneOf(['failing', 'gone'], {
    nullable,
    example: null,
    description: 'Why it was switched off by itself: a week of failures, or an answer of 410.',
  })
  disabledReason!: string | null;

  @DateTimeField({ nullable, example: null, description: 'Since when no try came off.' })
  failingSince!: string | null;

  @DateTimeField({ nullable, example: null, description: 'Until then the secret before signs as well.' })
  previousSecretUntil!: string | null;

  @Int({ min: 1, max: MAX_INT, example: 1 })
  version!: number;

  @DateTimeField({ example: TIME })
  createdAt!: string;

  @DateTimeField({ example: TIME })
  updatedAt!: string;
}

export class WebhookWithSecretDto extends WebhookDto {
  @Text({ ...secretShape, description: 'Verifies what you receive. It is shown this once.' })
  secret!: string;
}

const tries = [{ at: TIME, responseStatus: 200, durationMs: 112, error: null }];

/** A delivery: one event for one webhook. */
export class WebhookDeliveryDto {
  @IdField({ example: DELIVERY_ID })
  id!: string;

  @Text({ max: 40, example: 'msg_01936b2a7c1e7b6a9f103d5a8c2e4ba2', description: 'The header `webhook-id`.' })
  messageId!: string;

  @OneOf([...publicEventNames, PING], { example: PING })
  type!: string;

  @Int({ min: 0, max: Number.MAX_SAFE_INTEGER, nullable, example: null, description: 'As of `GET /sync`.' })
  seq!: number | null;

  @Text({
    max: 200,
    nullable,
    example: '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b00',
    description: 'Of the request that caused it.',
  })
  requestId!: string | null;

  @OneOf(deliveryStatuses, { example: 'delivered' })
  status!: string;

  @Int({ min: 0, max: MAX_INT, example: 1 })
  attempts!: number;

  @DateTimeField({ nullable, example: null })
  nextAttemptAt!: string | null;

  @Int({ min: 100, max: 999, nullable, example: 200 })
  responseStatus!: number | null;

  @Text({ max: 1024, nullable, example: 'ok', description: 'The first KiB of the answer.' })
  responseBody!: string | null;

  @Text({ max: 500, nullable, example: null })
  error!: string | null;

  @Custom(
    [],
    { type: 'array', maxItems: 20, items: { type: 'object', additionalProperties: true, maxProperties: 10 } },
    { example: tries, description: 'The last twenty tries.' },
  )
  tries!: unknown[];

  @DateTimeField({ example: TIME })
  createdAt!: string;

  @DateTimeField({ nullable, example: TIME })
  completedAt!: string | null;
}

export class WebhookListQueryDto extends ListQuery({
  sorts: ['createdAt'],
  defaultLimit: 20,
  maxLimit: 100,
}) {}

export class DeliveryListQueryDto extends ListQuery({
  sorts: ['createdAt'],
  defaultLimit: 20,
  maxLimit: 100,
}) {
  @OneOf(deliveryStatuses, { optional })
  status?: string;

  @OneOf([...publicEventNames, PING], { optional })
  type?: string;
}

export function toWebhookDto(webhook: Webhook) {
  const { id, url, events: subscribed, active, disabledReason, version } = webhook;
  return {
    ...{ id, url, events: subscribed, active, disabledReason, version },
    disabledAt: webhook.disabledAt?.toISOString() ?? null,
    failingSince: webhook.failingSince?.toISOString() ?? null,
    previousSecretUntil: webhook.previousSecretUntil?.toISOString() ?? null,
    createdAt: webhook.createdAt.toISOString(),
    updatedAt: webhook.updatedAt.toISOString(),
  };
}

export function toWebhookWithSecretDto(webhook: WebhookWithSecret) {
  return { ...toWebhookDto(webhook), secret: webhook.secret };
}
