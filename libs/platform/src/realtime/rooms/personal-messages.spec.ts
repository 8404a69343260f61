import type { Principal } from '../../context';
import { MayHear } from './personal-messages';

const session: Principal = {
  ...{ userId: 'u', sessionId: 's', apiKeyId: undefined, tier: 'free', role: 'free', timeZone: 'UTC' },
  permissions: ['read:own-profile', 'read:own-plans'],
};
const key: Principal = { ...session, sessionId: undefined, apiKeyId: 'k' };
const may = (principal: Principal, type: string, data: object = {}): boolean =>
  new MayHear(Buffer.from(JSON.stringify({ type, eventId: 'e', data }))).isFor(principal);

describe('who may hear a message of their own room', () => {
  it('is whoever may read it by REST', () => {
    const nothing = { ...key, permissions: [] };
    for (const type of ['plan:updated', 'plan:member-left', 'notification:new', 'job:completed']) {
      expect(may(key, type)).toBe(true);
      expect(may(nothing, type)).toBe(false);
    }
    expect(may(nothing, 'planner:created')).toBe(true);
    expect(may(nothing, 'constructor:x')).toBe(true);
  });

  it('of a job is whoever has what it takes to see it', () => {
    const reader = { ...key, permissions: ['read:own-profile', 'read:own-planners'] };
    for (const type of ['job:progress', 'job:completed', 'job:failed']) {
      expect(may(reader, type, { needs: ['read:own-planners'] })).toBe(true);
      expect(may(key, type, { needs: ['read:own-planners'] })).toBe(false);
      expect(may(reader, type, { needs: ['read:own-planners', 'read:own-activities'] })).toBe(false);
      expect(may(key, type, { step: '"needs":["read:own-planners"]' })).toBe(true);
    }
  });

  it('of what is personal is the person alone', () => {
    expect(may(session, 'job:progress', { personal: true })).toBe(true);
    expect(may(key, 'job:progress', { personal: true })).toBe(false);
    expect(may({ ...session, impersonatorId: 'a' }, 'job:progress', { personal: true })).toBe(false);
    expect(may(key, 'job:progress', { personal: false, step: '"personal":true' })).toBe(true);
    const said = (title: string, personal?: true) => ({ notification: { title }, personal });
    expect(may(session, 'notification:new', said('x', true))).toBe(true);
    expect(may(key, 'notification:new', said('x', true))).toBe(false);
    expect(may({ ...session, impersonatorId: 'a' }, 'notification:new', said('x', true))).toBe(false);
    expect(may(key, 'notification:new', said('{"personal":true}'))).toBe(true);
  });
});
