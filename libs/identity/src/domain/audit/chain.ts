import { createHash } from 'node:crypto';
import type { Id } from '@almanac/kernel';
import type { JsonValue } from './audited-values';

/** An entry before it has its place in the chain. */
export interface NewAuditRecord {
  id: Id;
  actorType: 'user' | 'apiKey' | 'system';
  actorId: Id | null;
  /** Whose log it also stands in: the account that acted, or that an API key or an impersonation acted for. */
  userId: Id | null;
  action: string;
  resourceType: string | null;
  resourceId: Id | null;
  outcome: 'success' | 'failure';
  ip: string | null;
  userAgent: string | null;
  requestId: string | null;
  before: JsonValue;
  after: JsonValue;
}

/** An entry in its place. Hashes are SHA-256 in hexadecimal. */
export interface AuditRecord extends NewAuditRecord {
  /** 1 for the first entry there ever was; no number is left out. */
  seq: number;
  at: Date;
  prevHash: string;
  hash: string;
}

/** Where a chain stands: its newest entry, or what stands before the first. */
export interface ChainLink {
  seq: number;
  hash: string;
}

/** What the first entry of all is chained to. */
export const GENESIS: ChainLink = { seq: 0, hash: '0'.repeat(64) };

/** Named in what is hashed, so that another form of entry can never pass for this one. */
const FORM = 'almanac-audit/v1';

/** Puts entries behind the newest one, in the order given. */
export function extendChain(
  newest: ChainLink,
  at: Date,
  records: readonly NewAuditRecord[],
): [AuditRecord, ...AuditRecord[]] | [] {
  let { seq, hash } = newest;
  const chained = records.map((record): AuditRecord => {
    const placed = { ...record, seq: seq + 1, at, prevHash: hash };
    seq = placed.seq;
    hash = hashOf(placed);
    return { ...placed, hash };
  });
  return chained as [AuditRecord, ...AuditRecord[]] | [];
}

/** What is wrong with an entry, given the one before it; undefined where it is as it was written. */
export function flawOf(record: AuditRecord, previous: ChainLink): string | undefined {
  if (record.seq !== previous.seq + 1)
    return record.seq <= previous.seq
      ? `number ${record.seq} is there twice`
      : `entries ${previous.seq + 1} to ${record.seq - 1} are missing`;
  if (record.prevHash !== previous.hash) return 'it is not chained to the entry before it';
  if (record.hash !== hashOf(record)) return 'its content is not what was hashed';
  return undefined;
}

/** SHA-256 over every field, as JSON with sorted keys; a list has an order, so none can pass for another. */
export function hashOf(record: Omit<AuditRecord, 'hash'>): string {
  const { seq, at, id, actorType, actorId, userId, action, resourceType, resourceId, outcome } = record;
  const { ip, userAgent, requestId, before, after, prevHash } = record;
  const fields: JsonValue = [
    ...[FORM, prevHash, seq, at.toISOString(), id, actorType, actorId, userId, action],
    ...[resourceType, resourceId, outcome, ip, userAgent, requestId, before, after],
  ];
  return createHash('sha256').update(canonical(fields), 'utf8').digest('hex');
}

/** JSON in which equal values have equal texts: keys sorted, no blanks. */
export function canonical(value: JsonValue): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name] ?? null)}`).join(',')}}`;
}
