import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * A domain event, written in the transaction that caused it, and never written again, but to forget somebody who is
 * purged: what is delivered is known by `outbox_cursor`. Rows stay as the change log: the history and the delta sync read them.
 */
@Entity('outbox')
@Index('outbox_stream', ['streamId', 'seq'])
// Every event goes into it, and exports and purges alone ask: with `seq` it would cost twice as much, and be four times as large.
@Index('outbox_actor', ['actorId'], { where: 'actor_id IS NOT NULL' })
@Index('outbox_plans', ['streamId'], { where: `resource_type = 'plan'` })
// By whom an event is about that has no stream, whether it names who hears it, and whom it calls by name, in `payload`:
// TypeORM cannot say so, the migrations do.
@Index('outbox_about_user', { synchronize: false })
@Index('outbox_audience', { synchronize: false })
@Index('outbox_people', { synchronize: false })
// By its id, summarised (BRIN) as ids rise with time, which TypeORM cannot say either.
@Index('outbox_event', { synchronize: false })
@Index('outbox_outside_streams', ['occurredAt'], { where: 'stream_id IS NULL' })
export class OutboxEntity {
  /** From the sequence `outbox_seq`; drawn where the stream is locked, so that numbers come in order of commit. */
  @PrimaryColumn({ type: 'bigint' })
  seq!: string;

  @Column({ name: 'event_id', type: 'uuid' })
  eventId!: string;

  @Column({ type: 'text' })
  name!: string;

  @Column({ name: 'stream_id', type: 'uuid', nullable: true })
  streamId!: string | null;

  /** `seq` of the event before this one in the same stream. */
  @Column({ type: 'bigint', nullable: true })
  prev!: string | null;

  @Column({ name: 'resource_type', type: 'text' })
  resourceType!: string;

  @Column({ name: 'resource_id', type: 'uuid' })
  resourceId!: string;

  @Column({ name: 'resource_version', type: 'integer', nullable: true })
  resourceVersion!: number | null;

  @Column({ name: 'actor_id', type: 'uuid', nullable: true })
  actorId!: string | null;

  /** `json`, not `jsonb`: it is written and read whole, never searched. */
  @Column({ type: 'json' })
  payload!: unknown;

  /** What changed, field by field, for the history; null where there is nothing to show. */
  @Column({ type: 'json', nullable: true })
  changes!: unknown;

  /** An origin (`readOrigin`). */
  @Column({ name: 'request_id', type: 'text', nullable: true })
  requestId!: string | null;

  @Column({ name: 'occurred_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  occurredAt!: Date;

  /** Set where the event cannot be relayed at all (its payload breaks the contract); it is then left alone and logged. */
  @Column({ name: 'failed_at', type: 'timestamptz', precision: 3, nullable: true })
  failedAt!: Date | null;
}
