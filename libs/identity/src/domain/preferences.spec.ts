import { defaultPreferences, effectivePreferences, patchPreferences } from './preferences';

describe('preferences', () => {
  it('take their defaults where nothing was set', () => {
    expect(effectivePreferences({})).toEqual(defaultPreferences);
    expect(effectivePreferences({ theme: 'dark', notifications: { sms: true } })).toEqual({
      ...defaultPreferences,
      theme: 'dark',
      notifications: { ...defaultPreferences.notifications, sms: true },
    });
  });

  it('are changed by a merge patch', () => {
    const stored = { theme: 'dark', fontSize: 20, notifications: { sms: true } } as const;
    expect(patchPreferences(stored, {})).toEqual(stored);
    expect(patchPreferences(stored, { theme: null, language: 'de' })).toEqual({
      fontSize: 20,
      language: 'de',
      notifications: { sms: true },
    });
    expect(patchPreferences(stored, { notifications: { email: false } }).notifications).toEqual({
      sms: true,
      email: false,
    });
    expect(patchPreferences(stored, { notifications: { sms: null } })).toEqual({
      theme: 'dark',
      fontSize: 20,
    });
    expect(patchPreferences(stored, { notifications: null })).toEqual({ theme: 'dark', fontSize: 20 });
    expect(patchPreferences(stored, { notifications: false }).notifications).toEqual({
      email: false,
      push: false,
      sms: false,
      reminder: false,
    });
  });
});
