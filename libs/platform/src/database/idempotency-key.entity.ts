import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** SQL of the number of the advisory lock that a key is held by while its request runs; the argument is SQL, too. */
export const idempotencyLock = (key: string): string => `hashtextextended(${key}, 0)`;

/** The kept answer of a request with an `Idempotency-Key`; written in the transaction of its work. */
@Entity('idempotency_keys')
@Index('idempotency_keys_created_at', ['createdAt'])
export class IdempotencyKeyEntity {
  /** User or API key that called. */
  @PrimaryColumn({ name: 'caller_id', type: 'uuid' })
  callerId!: string;

  /** SHA-256 of method, path and key, so that the row stays small whatever the client sends. */
  @PrimaryColumn({ type: 'bytea' })
  fingerprint!: Buffer;

  @Column({ name: 'body_hash', type: 'bytea' })
  bodyHash!: Buffer;

  @Column({ type: 'smallint' })
  status!: number;

  @Column({ type: 'jsonb' })
  headers!: Record<string, string>;

  /** The answer's body; null where it held a secret and was not kept. */
  @Column({ type: 'text', nullable: true })
  body!: string | null;

  /** Id of what was made, for answers that are not kept. */
  @Column({ name: 'resource_id', type: 'text', nullable: true })
  resourceId!: string | null;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  createdAt!: Date;
}
