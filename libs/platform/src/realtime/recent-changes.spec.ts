import type { Principal } from '../context';
import { RecentChanges } from './recent-changes';

const principal: Principal = {
  ...{ userId: 'u', sessionId: 's', apiKeyId: undefined, tier: 'free', role: 'free', timeZone: 'UTC' },
  permissions: [],
  impersonatorId: 'a',
};

describe('what was said of late about rights', () => {
  it('makes answers from before it out of date, and none from after it', () => {
    const changes = new RecentChanges();
    const before = changes.now;
    expect(changes.changedSince(before, principal)).toBe(false);
    changes.authorisationChanged('somebody else');
    expect(changes.changedSince(before, principal)).toBe(false);
    for (const concerned of ['u', 'a', null]) {
      const then = changes.now;
      changes.authorisationChanged(concerned);
      expect(changes.changedSince(then, principal)).toBe(true);
      // In the same millisecond, too.
      expect(changes.changedSince(changes.now, principal)).toBe(false);
    }
  });

  it('knows the sign-ins that have ended, sessions and keys', () => {
    const changes = new RecentChanges();
    expect(changes.hasEnded(principal)).toBe(false);
    changes.sessionsEnded(['k', 's']);
    expect(changes.hasEnded(principal)).toBe(true);
    expect(changes.hasEnded({ ...principal, sessionId: undefined, apiKeyId: 'k' })).toBe(true);
    expect(changes.hasEnded({ ...principal, sessionId: 'other' })).toBe(false);
  });
});
