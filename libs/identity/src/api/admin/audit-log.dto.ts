import { auditActions } from '@almanac/contracts';
import { parseInstant } from '@almanac/kernel';
import {
  Custom,
  DateTimeField,
  IdField,
  Int,
  ListQuery,
  OneOf,
  Text,
  type RequestContext,
} from '@almanac/platform';
import type { AuditFilter } from '../../application/ports/audit-log.reader';

const ID = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11';
const HASH = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
const optional = true;

/** Names, not patterns: of letters, digits, dots and hyphens. */
const NAME = /^[A-Za-z0-9.-]+$/;

/** An object whose fields depend on the action. */
function Values(description: string): PropertyDecorator {
  return Custom([], { type: 'object', additionalProperties: true }, { nullable: true, description });
}

/** One entry of the audit log. */
export class AuditLogEntryDto {
  @IdField({ example: ID })
  id!: string;

  @Int({
    min: 1,
    max: Number.MAX_SAFE_INTEGER,
    example: 42,
    description: 'Its place in the chain; none is left out.',
  })
  seq!: number;

  @DateTimeField({ example: '2026-01-25T15:30:00.000Z' })
  at!: string;

  @IdField({
    nullable: true,
    example: ID,
    description: 'Who acted: a user or an API key. Null where nobody knows.',
  })
  actorId!: string | null;

  @OneOf(['user', 'apiKey', 'system'], { example: 'user' })
  actorType!: string;

  @IdField({
    nullable: true,
    example: ID,
    description: 'The account that acted, or that a key or an admin acted for.',
  })
  userId!: string | null;

  @OneOf(Object.keys(auditActions), { example: 'auth.login.succeeded' })
  action!: string;

  @Text({ max: 50, nullable: true, example: 'user' })
  resourceType!: string | null;

  @IdField({ nullable: true, example: ID })
  resourceId!: string | null;

  @OneOf(['success', 'failure'], { example: 'success' })
  outcome!: string;

  @Text({ max: 64, nullable: true, example: '203.0.113.7' })
  ip!: string | null;

  @Text({ max: 512, nullable: true, example: 'Mozilla/5.0' })
  userAgent!: string | null;

  @Text({ max: 128, nullable: true, example: ID })
  requestId!: string | null;

  @Values('The fields that changed, as they were. Secrets and content are left out.')
  before!: object | null;

  @Values('The same fields afterwards, or what else is worth knowing.')
  after!: object | null;

  @Text({ max: 64, example: HASH, description: 'SHA-256 of the entry before it, in hexadecimal.' })
  prevHash!: string;

  @Text({ max: 64, example: HASH, description: 'SHA-256 over all of this and `prevHash`.' })
  hash!: string;
}

/** The user's own part of it, newest first. */
export class OwnAuditLogQueryDto extends ListQuery({ sorts: ['seq'], defaultLimit: 20, maxLimit: 100 }) {}

/** Which entries, newest first. */
export class AuditLogQueryDto extends ListQuery({ sorts: ['seq'], defaultLimit: 20, maxLimit: 100 }) {
  @IdField({ optional, description: 'The user or API key that acted.' })
  actorId?: string;

  @Text({
    optional,
    min: 1,
    max: 100,
    pattern: NAME,
    patternName: 'the beginning of a name such as auth.login',
    description: 'The beginning of the name of the action: `auth.` finds all that has to do with sign-in.',
  })
  action?: string;

  @Text({ optional, min: 1, max: 50, pattern: NAME, patternName: 'the name of a kind such as user' })
  resourceType?: string;

  @IdField({ optional })
  resourceId?: string;

  @OneOf(['success', 'failure'], { optional })
  outcome?: 'success' | 'failure';

  @DateTimeField({ optional, description: 'At this time or later.' })
  from?: string;

  @DateTimeField({ optional, description: 'Before this time.' })
  to?: string;
}

/** Which entries to export. The same filters as for the list. */
export class AuditExportQueryDto {
  @OneOf(['csv', 'jsonl'], {
    optional,
    default: 'jsonl',
    description: 'Comma-separated values, or one JSON object a line.',
  })
  format?: 'csv' | 'jsonl';

  @IdField({ optional })
  actorId?: string;

  @Text({
    optional,
    min: 1,
    max: 100,
    pattern: NAME,
    patternName: 'the beginning of a name such as auth.login',
  })
  action?: string;

  @Text({ optional, min: 1, max: 50, pattern: NAME, patternName: 'the name of a kind such as user' })
  resourceType?: string;

  @IdField({ optional })
  resourceId?: string;

  @OneOf(['success', 'failure'], { optional })
  outcome?: 'success' | 'failure';

  @DateTimeField({ optional })
  from?: string;

  @DateTimeField({ optional })
  to?: string;
}

/** Times without an offset are read in the caller's time zone. */
export function filterOf(query: AuditLogQueryDto | AuditExportQueryDto, ctx: RequestContext): AuditFilter {
  const { actorId, action, resourceType, resourceId, outcome, from, to } = query;
  const zone = ctx.principal?.timeZone;
  const instant = (text: string | undefined): Date | undefined =>
    text === undefined ? undefined : parseInstant(text, zone);
  return { actorId, action, resourceType, resourceId, outcome, from: instant(from), to: instant(to) };
}
