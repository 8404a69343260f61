import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What a consumer has handled: an event that comes again has no second effect. */
@Entity('inbox')
@Index('inbox_handled_at', ['handledAt'])
export class InboxEntity {
  @PrimaryColumn({ type: 'text' })
  consumer!: string;

  @PrimaryColumn({ name: 'event_id', type: 'uuid' })
  eventId!: string;

  @Column({ name: 'handled_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  handledAt!: Date;
}
