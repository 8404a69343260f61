import fc from 'fast-check';
import { auditedValues } from './audited-values';
import {
  canonical,
  extendChain,
  flawOf,
  GENESIS,
  hashOf,
  type AuditRecord,
  type NewAuditRecord,
} from './chain';

const ID = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11';
const AT = new Date('2026-01-25T15:30:00.000Z');

const text = fc.option(fc.string({ maxLength: 40 }), { nil: null });
const records = fc.array(
  fc.record<NewAuditRecord>({
    id: fc.uuid(),
    actorType: fc.constantFrom('user', 'apiKey', 'system'),
    actorId: fc.option(fc.uuid(), { nil: null }),
    userId: fc.option(fc.uuid(), { nil: null }),
    action: fc.constantFrom('auth.login.failed', 'role.updated'),
    resourceType: text,
    resourceId: fc.option(fc.uuid(), { nil: null }),
    outcome: fc.constantFrom('success', 'failure'),
    ip: text,
    userAgent: text,
    requestId: text,
    before: fc.object({ maxDepth: 2 }).map((value) => auditedValues(value)),
    after: fc.object({ maxDepth: 2 }).map((value) => auditedValues(value)),
  }),
  { minLength: 1, maxLength: 6 },
);

/** As PostgreSQL gives it back: jsonb has an order of keys of its own. */
function stored(record: AuditRecord): AuditRecord {
  const reversed = (value: unknown): unknown =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(
          Object.entries(value)
            .reverse()
            .map(([key, inner]) => [key, reversed(inner)]),
        )
      : value;
  const { before, after } = JSON.parse(JSON.stringify(record)) as AuditRecord;
  return {
    ...record,
    before: reversed(before) as AuditRecord['before'],
    after: reversed(after) as AuditRecord['after'],
  };
}

describe('the chain of the audit log', () => {
  it('holds as it was written, whatever order keys come back in', () => {
    fc.assert(
      fc.property(records, (entries) => {
        let previous = GENESIS;
        for (const record of extendChain(GENESIS, AT, entries)) {
          expect(flawOf(stored(record), previous)).toBeUndefined();
          previous = record;
        }
      }),
    );
  });

  it('breaks with any field that is changed', () => {
    const [entry] = extendChain(GENESIS, AT, [
      {
        id: ID,
        actorType: 'user',
        actorId: ID,
        userId: ID,
        action: 'role.updated',
        resourceType: 'role',
        resourceId: ID,
        outcome: 'success',
        ip: '127.0.0.1',
        userAgent: 'test',
        requestId: 'r1',
        before: { permissions: ['read:users'] },
        after: { permissions: [] },
      },
    ]);
    if (!entry) throw new Error('no entry');
    const changes: Partial<AuditRecord>[] = [
      ...[{ at: new Date(AT.getTime() + 1) }, { id: 'x' }, { actorType: 'system' }, { actorId: null }],
      ...[{ userId: null }, { action: 'role.deleted' }, { resourceType: null }, { resourceId: null }],
      ...[{ outcome: 'failure' }, { ip: null }, { userAgent: 'tesT' }, { requestId: 'r2' }],
      ...[{ before: {} }, { after: null }, { after: { permissions: ['*:*'] } }],
    ] as Partial<AuditRecord>[];
    for (const change of changes)
      expect(flawOf({ ...entry, ...change }, GENESIS)).toBe('its content is not what was hashed');
    expect(flawOf(entry, { seq: 0, hash: 'f'.repeat(64) })).toBe('it is not chained to the entry before it');
    expect(flawOf({ ...entry, seq: 3 }, GENESIS)).toBe('entries 1 to 2 are missing');
    expect(flawOf(entry, { seq: 1, hash: entry.hash })).toBe('number 1 is there twice');
    const forged = { ...entry, outcome: 'failure' as const };
    expect(hashOf(forged)).not.toBe(entry.hash);
  });

  it('tells apart values whose parts are only shifted', () => {
    expect(canonical(['a', 'bc'])).not.toBe(canonical(['ab', 'c']));
    expect(canonical({ b: 1, a: [null, 'x'] })).toBe('{"a":[null,"x"],"b":1}');
  });
});

describe('what an entry keeps', () => {
  it('is never a secret, nor what people write', () => {
    const kept = auditedValues({
      password: 'p',
      newPassword: 'p',
      accessToken: 't',
      secret: 's',
      code: '123456',
      key: 'ak_live_x',
      key_hash: 'h',
      email: 'ada@example.com',
      nested: { title: 'My diary', tokens: ['t'] },
      displayName: 'Ada',
    });
    expect(JSON.stringify(kept)).not.toMatch(/"(p|t|s|h|123456|ak_live_x|ada@example.com|My diary|Ada)"/);
    expect(kept).toHaveProperty('displayName', '[left out]');
  });

  it('is what tells what happened', () => {
    const kept = auditedValues({
      status: 'suspended',
      emailVerified: true,
      apiKeyId: ID,
      tokenCount: 3,
      password: null,
      until: AT,
      permissions: ['read:users'],
      missing: undefined,
    });
    expect(kept).toEqual({
      status: 'suspended',
      emailVerified: true,
      apiKeyId: ID,
      tokenCount: 3,
      password: null,
      until: AT.toISOString(),
      permissions: ['read:users'],
    });
    expect(auditedValues({})).toBeNull();
  });

  it('can be stored whatever it is given', () => {
    fc.assert(
      fc.property(fc.object(), (values) => {
        const written = JSON.stringify(auditedValues(values));
        expect(written).not.toContain('\\u0000');
        expect(written.isWellFormed()).toBe(true);
      }),
    );
    expect(auditedValues({ note: 'a\0b\ud800' })).toEqual({ note: 'ab\ufffd' });
  });
});
