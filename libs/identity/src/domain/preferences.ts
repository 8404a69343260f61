/**
 * A person's preferences. Only what was set is stored; the rest takes its default, so that a new default
 * reaches everybody who never chose (spec: identity.md, "Accounts").
 */
export interface NotificationSwitches {
  email: boolean;
  push: boolean;
  sms: boolean;
  reminder: boolean;
}

export interface Preferences {
  theme: 'light' | 'dark' | 'auto';
  /** `#rgb` or `#rrggbb`. */
  accentColor: string;
  defaultView: string;
  notifications: NotificationSwitches;
  /** BCP 47. */
  language: string;
  /** IANA. */
  timezone: string;
  dateFormat: string;
  timeFormat: '12h' | '24h';
  darkMode: boolean;
  /** Points. */
  fontSize: number;
  dyslexicFont: boolean;
  showKeyboard: boolean;
  wordSuggestions: boolean;
}

export type StoredPreferences = Partial<Omit<Preferences, 'notifications'>> & {
  notifications?: Partial<NotificationSwitches>;
};

/** A merge patch (RFC 7396) of preferences: null takes a setting back to its default; one flag switches all notifications. */
export type PreferencesPatch = {
  [Key in Exclude<keyof Preferences, 'notifications'>]?: Preferences[Key] | null | undefined;
} & {
  notifications?:
    boolean | { [Key in keyof NotificationSwitches]?: boolean | null | undefined } | null | undefined;
};

export const notificationChannels = ['email', 'push', 'sms', 'reminder'] as const;

export const defaultPreferences: Preferences = {
  theme: 'auto',
  accentColor: '#2f5d50',
  defaultView: 'list',
  notifications: { email: true, push: true, sms: false, reminder: true },
  language: 'en',
  timezone: 'UTC',
  dateFormat: 'YYYY-MM-DD',
  timeFormat: '24h',
  darkMode: false,
  fontSize: 16,
  dyslexicFont: false,
  showKeyboard: false,
  wordSuggestions: true,
};

/** All preferences, defaults filled in. */
export function effectivePreferences(stored: StoredPreferences): Preferences {
  return {
    ...defaultPreferences,
    ...stored,
    notifications: { ...defaultPreferences.notifications, ...stored.notifications },
  };
}

/** What is stored after the patch. */
export function patchPreferences(stored: StoredPreferences, patch: PreferencesPatch): StoredPreferences {
  const { notifications, ...plain } = patch;
  const { notifications: storedNotifications, ...rest } = stored;
  const next: StoredPreferences = merge(rest, plain);
  const switches = patchNotifications(storedNotifications, notifications);
  return Object.keys(switches).length > 0 ? { ...next, notifications: switches } : next;
}

function patchNotifications(
  stored: Partial<NotificationSwitches> | undefined,
  patch: PreferencesPatch['notifications'],
): Partial<NotificationSwitches> {
  if (patch === undefined) return { ...stored };
  if (patch === null) return {};
  if (typeof patch === 'boolean') return { email: patch, push: patch, sms: patch, reminder: patch };
  return merge({ ...stored }, patch);
}

function merge<T extends object>(
  stored: Partial<T>,
  patch: { [Key in keyof T]?: T[Key] | null | undefined },
): Partial<T> {
  const merged = new Map<string, unknown>(Object.entries(stored));
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) merged.delete(key);
    else if (value !== undefined) merged.set(key, value);
  }
  return Object.fromEntries(merged) as Partial<T>;
}
