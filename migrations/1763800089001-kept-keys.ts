import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Whether an answer is kept for a key, always by its index. A statement that PostgreSQL planned while no key was kept
 * went on to read the whole table as it grew, until the next ANALYZE: an empty table is cheapest to read whole. A
 * function with a setting of its own is planned by itself.
 */
export class KeptKeys1763800089001 implements MigrationInterface {
  readonly name = 'KeptKeys1763800089001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE FUNCTION idempotency_key_is_kept(caller uuid, key bytea) RETURNS boolean
         LANGUAGE plpgsql STABLE PARALLEL SAFE SET enable_seqscan = off AS $$
       BEGIN
         RETURN EXISTS (SELECT FROM idempotency_keys k WHERE k.caller_id = caller AND k.fingerprint = key);
       END $$`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION idempotency_key_is_kept(uuid, bytea)');
  }
}
