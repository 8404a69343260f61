import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** How far the outbox has been relayed: one row. `queue/outbox-cursor.ts` says how it is read. */
@Entity('outbox_cursor')
@Check('outbox_cursor_one_row', 'id')
export class OutboxCursorEntity {
  @PrimaryColumn({ type: 'boolean', default: true })
  id!: boolean;

  /** Numbers that need not be looked at any more: delivered, put aside, or drawn by a transaction that failed. */
  @Column({ type: 'int8multirange', default: '{[0,1)}' })
  delivered!: string;

  /** All numbers up to this one had been drawn when … */
  @Column({ name: 'observed_seq', type: 'bigint', default: 0 })
  observedSeq!: string;

  /** … this transaction began. When all older ones have ended, what is missing below `observed_seq` never comes. */
  @Column({ name: 'observed_xid', type: 'bigint', default: 0 })
  observedXid!: string;

  /**
   * How many batches had jobs in them, counted from 1; Redis holds the same number (`queue/relay-mark.ts`), or none
   * where nothing was ever looked at, or all is lost.
   */
  @Column({ type: 'bigint', default: 1 })
  batches!: string;
}
