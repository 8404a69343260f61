import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

/** Where somebody wants to be told of what happens in what they may see. */
@Entity('webhooks')
@Index('webhooks_user', ['userId', 'createdAt', 'id'])
@Index('webhooks_active', ['userId'], { where: 'active' })
@Check('webhooks_disabled_reason_check', `disabled_reason IN ('failing', 'gone')`)
export class WebhookEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'webhooks_pkey' })
  id!: string;

  @Column({ name: 'user_id', type: 'uuid' })
  userId!: string;

  @Column({ type: 'text' })
  url!: string;

  /** What it subscribes to: names of events, `kind.*` and `*`. */
  @Column({ type: 'text', array: true })
  events!: string[];

  /** Sealed; it signs what is sent. */
  @Column({ type: 'text' })
  secret!: string;

  /** Sealed; signs beside it until `previous_until`. */
  @Column({ name: 'previous_secret', type: 'text', nullable: true })
  previousSecret!: string | null;

  @Column({ name: 'previous_until', type: 'timestamptz', precision: 3, nullable: true })
  previousUntil!: Date | null;

  @Column({ type: 'boolean', default: true })
  active!: boolean;

  @Column({ name: 'disabled_at', type: 'timestamptz', precision: 3, nullable: true })
  disabledAt!: Date | null;

  @Column({ name: 'disabled_reason', type: 'text', nullable: true })
  disabledReason!: string | null;

  /** The last number of an event that was drawn when it was switched on last: it hears of all that come after it. */
  @Column({ name: 'heard_after', type: 'bigint', default: 0 })
  heardAfter!: string;

  /** Of others it hears of those whose transactions began no earlier: one of them was under way then, at least. */
  @Column({ name: 'heard_from', type: 'timestamptz', precision: 3, default: () => 'now()' })
  heardFrom!: Date;

  /** Its receiver is left alone until then. */
  @Column({ name: 'paused_until', type: 'timestamptz', precision: 3, nullable: true })
  pausedUntil!: Date | null;

  /** Since when no try came off; null where the last one did. */
  @Column({ name: 'failing_since', type: 'timestamptz', precision: 3, nullable: true })
  failingSince!: Date | null;

  /** Whoever delivers to it just now: one at a time. */
  @Column({ type: 'uuid', nullable: true })
  lease!: string | null;

  @Column({ name: 'leased_until', type: 'timestamptz', precision: 3, nullable: true })
  leasedUntil!: Date | null;

  @Column({ type: 'integer', default: 1 })
  version!: number;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  createdAt!: Date;

  @Column({ name: 'updated_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  updatedAt!: Date;
}

/** One fact to be told to one webhook. What is told lies in the outbox, and is read anew for each try. */
@Entity('webhook_deliveries')
@Unique('webhook_deliveries_once', ['webhookId', 'eventId'])
@Index('webhook_deliveries_webhook', ['webhookId', 'createdAt', 'id'])
@Index('webhook_deliveries_due', ['webhookId', 'nextAttemptAt'], { where: `status = 'pending'` })
// What was never tried, by its number, tests first, which TypeORM cannot say: the migration does.
@Index('webhook_deliveries_first', { synchronize: false })
@Index('webhook_deliveries_created', ['createdAt'])
@Check('webhook_deliveries_status_check', `status IN ('pending', 'delivered', 'failed', 'withdrawn')`)
export class WebhookDeliveryEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'webhook_deliveries_pkey' })
  id!: string;

  @Column({ name: 'webhook_id', type: 'uuid' })
  webhookId!: string;

  /** Null for a test. */
  @Column({ name: 'event_id', type: 'uuid', nullable: true })
  eventId!: string | null;

  /** The number of the event in the outbox. */
  @Column({ type: 'bigint', nullable: true })
  seq!: string | null;

  /** The planner or plan in whose stream it stands. */
  @Column({ name: 'stream_id', type: 'uuid', nullable: true })
  streamId!: string | null;

  @Column({ type: 'text' })
  type!: string;

  @Column({ type: 'text', default: 'pending' })
  status!: string;

  /** Of the present round; a redelivery begins anew. */
  @Column({ type: 'integer', default: 0 })
  attempts!: number;

  @Column({ name: 'next_attempt_at', type: 'timestamptz', precision: 3, nullable: true })
  nextAttemptAt!: Date | null;

  @Column({ name: 'response_status', type: 'integer', nullable: true })
  responseStatus!: number | null;

  @Column({ name: 'response_body', type: 'text', nullable: true })
  responseBody!: string | null;

  @Column({ type: 'text', nullable: true })
  error!: string | null;

  /** The last tries: `{at, responseStatus, durationMs, error}`. */
  @Column({ type: 'jsonb', default: [] })
  tries!: unknown[];

  /** An origin (`readOrigin`). */
  @Column({ name: 'request_id', type: 'text', nullable: true })
  requestId!: string | null;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  createdAt!: Date;

  @Column({ name: 'completed_at', type: 'timestamptz', precision: 3, nullable: true })
  completedAt!: Date | null;
}

/** How far the outbox has been walked for webhooks: one row. */
@Entity('webhook_cursor')
@Check('webhook_cursor_one_row', 'id')
export class WebhookCursorEntity {
  @PrimaryColumn({ type: 'boolean', default: true, primaryKeyConstraintName: 'webhook_cursor_pkey' })
  id!: boolean;

  @Column({ name: 'walked_seq', type: 'bigint', default: 0 })
  walkedSeq!: string;
}

export const webhookEntities = [WebhookEntity, WebhookDeliveryEntity, WebhookCursorEntity];
