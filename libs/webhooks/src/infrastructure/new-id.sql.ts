/**
 * A UUIDv7 as `newId` makes them, for rows that one statement makes many of; PostgreSQL has its own from 18 on. A random
 * UUID whose first 48 bits are the milliseconds (RFC 9562 section 5.7), and whose version is made 7 out of 4.
 */
export const NEW_ID = `encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) PLACING
  substring(int8send(floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6),
  52, 1), 53, 1), 'hex')::uuid`;
