import type { Tier } from '@almanac/contracts';
import type { Id } from '@almanac/kernel';
import type { StoredPreferences } from './preferences';

export type UserStatus = 'active' | 'suspended' | 'deleted';
export type CreatedFrom = 'web' | 'mobile' | 'api';

/** A person's account, without anything secret. */
export interface User {
  id: Id;
  email: string;
  emailVerified: boolean;
  displayName: string | null;
  username: string | null;
  photoUrl: string | null;
  phoneNumber: string | null;
  bio: string | null;
  status: UserStatus;
  tier: Tier;
  /** `admin` for whoever holds that role, else the tier. */
  role: string;
  preferences: StoredPreferences;
  createdFrom: CreatedFrom;
  lastLoginAt: Date | null;
  lastSeenAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
  deletedAt: Date | null;
  version: number;
}

/** What its owner may change of an account; what is absent stays, null clears. */
export interface ProfilePatch {
  displayName?: string | null | undefined;
  username?: string | null | undefined;
  photoUrl?: string | null | undefined;
  phoneNumber?: string | null | undefined;
  bio?: string | null | undefined;
}

/** The kind of client that an account was made with, as far as its User-Agent tells. */
export function createdFrom(userAgent: string | undefined): CreatedFrom {
  if (userAgent === undefined) return 'api';
  if (/okhttp|CFNetwork|Dart\/|Expo|ReactNative|Almanac-(iOS|Android)/i.test(userAgent)) return 'mobile';
  if (!userAgent.startsWith('Mozilla/')) return 'api';
  return /Android|iPhone|iPad|Mobile/.test(userAgent) ? 'mobile' : 'web';
}
