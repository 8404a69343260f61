import {
  DateTimeField,
  Email,
  Flag,
  IdField,
  Int,
  Nested,
  OneOf,
  Text,
  WebAddress,
  type PersonalStatistics,
} from '@almanac/platform';
import { effectivePreferences } from '../domain/preferences';
import type { User } from '../domain/user';
import { PreferencesDto, PreferencesPatchDto } from './preferences.dto';

const TIERS = ['free', 'premium', 'enterprise'] as const;
const ID = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11';
const TIME = '2026-01-25T15:30:00.000Z';

/** What a person has bought. */
export class AccountSubscriptionDto {
  @OneOf(TIERS, { example: 'free' })
  tier!: string;
}

const MAX_COUNT = 2 ** 31 - 1;

/** What a person has done, in the planners that they own. */
export class StatisticsDto {
  @Int({ min: 0, max: MAX_COUNT, example: 2, description: 'Archived ones too; not those in the trash.' })
  totalPlanners!: number;

  @Int({ min: 0, max: MAX_COUNT, example: 12, description: 'Activities of the type `task`.' })
  totalTasks!: number;

  @Int({ min: 0, max: MAX_COUNT, example: 5 })
  completedTasks!: number;

  @Int({
    min: 0,
    max: MAX_COUNT,
    example: 3,
    description:
      'Days in a row, by your time zone, on which something was completed: up to today, or yesterday as long as today has nothing.',
  })
  streakDays!: number;

  @Int({ min: 0, max: MAX_COUNT, example: 8 })
  longestStreak!: number;

  @DateTimeField({
    nullable: true,
    example: TIME,
    description: 'When something in your planners changed last.',
  })
  lastActivity!: string | null;
}

/** A person's own account. */
export class UserDto {
  @IdField({ example: ID })
  id!: string;

  @IdField({ example: ID, description: 'The same as `id`.' })
  userId!: string;

  @Email({ example: 'ada@example.com' })
  email!: string;

  @Flag({ example: true })
  emailVerified!: boolean;

  @Text({ max: 100, nullable: true, example: 'Ada Lovelace' })
  displayName!: string | null;

  @Text({ max: 30, nullable: true, example: 'ada' })
  username!: string | null;

  @WebAddress({ nullable: true, example: 'https://example.com/ada.jpg' })
  photoURL!: string | null;

  @Text({ max: 20, nullable: true, example: '+43 1 234567' })
  phoneNumber!: string | null;

  @Text({ max: 500, nullable: true, example: 'Writes programs for machines that are not built yet.' })
  bio!: string | null;

  @OneOf(['active', 'suspended', 'deleted'], { example: 'active' })
  status!: string;

  @Text({ max: 100, example: 'free', description: '`admin` for whoever holds that role, else the tier.' })
  role!: string;

  @Nested(() => AccountSubscriptionDto)
  subscription!: AccountSubscriptionDto;

  @Nested(() => PreferencesDto)
  preferences!: PreferencesDto;

  @Nested(() => StatisticsDto, {
    optional: true,
    description:
      'Always there when you read your account. After a sign-in or a change it is left out where it could not be counted just then: what you asked for is done all the same.',
  })
  statistics?: StatisticsDto;

  @OneOf(['web', 'mobile', 'api'], { example: 'web' })
  createdFrom!: string;

  @DateTimeField({ nullable: true, example: TIME })
  lastLoginAt!: string | null;

  @DateTimeField({ nullable: true, example: TIME })
  lastSeenAt!: string | null;

  @DateTimeField({ example: TIME })
  createdAt!: string;

  @DateTimeField({ example: TIME })
  updatedAt!: string;

  @DateTimeField({ nullable: true })
  deletedAt!: string | null;

  @Int({
    min: 1,
    max: MAX_COUNT,
    example: 1,
    description: 'Grows with each change of the account.',
  })
  version!: number;
}

/** Leaves out what must be unique, so that it works for everybody. */
export const UPDATE_EXAMPLE = {
  displayName: 'Ada Lovelace',
  bio: 'Writes programs for machines that are not built yet.',
  preferences: { theme: 'dark', timezone: 'Europe/Vienna', notifications: { sms: false } },
};

/** What to change of one's own account: absent stays, null clears. */
export class UpdateMeDto {
  @Text({ min: 1, max: 100, optional: true, nullable: true, example: 'Ada Lovelace' })
  displayName?: string | null;

  @Text({
    min: 3,
    max: 30,
    optional: true,
    nullable: true,
    pattern: /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/,
    patternName: 'of letters, digits, dots, hyphens and underscores, with a letter or digit at both ends',
    example: 'ada.lovelace',
    description: 'Unique, whatever its case; others mention you by it.',
  })
  username?: string | null;

  @WebAddress({ optional: true, nullable: true, example: 'https://example.com/ada.jpg' })
  photoURL?: string | null;

  @Text({
    max: 20,
    optional: true,
    nullable: true,
    example: '+43 1 234567',
    pattern: /^\+?[0-9](?:[ ()./-]?[0-9]){4,18}$/,
    patternName: 'a telephone number such as +43 1 234567',
  })
  phoneNumber?: string | null;

  @Text({
    max: 500,
    optional: true,
    nullable: true,
    example: 'Writes programs for machines that are not built yet.',
  })
  bio?: string | null;

  @Nested(() => PreferencesPatchDto, { optional: true })
  preferences?: PreferencesPatchDto;
}

/** A user as the API shows one to themselves. */
export function toUserDto(user: User, statistics: PersonalStatistics | undefined): UserDto {
  return {
    id: user.id,
    userId: user.id,
    email: user.email,
    emailVerified: user.emailVerified,
    displayName: user.displayName,
    username: user.username,
    photoURL: user.photoUrl,
    phoneNumber: user.phoneNumber,
    bio: user.bio,
    status: user.status,
    role: user.role,
    subscription: { tier: user.tier },
    preferences: effectivePreferences(user.preferences),
    ...(statistics && {
      statistics: { ...statistics, lastActivity: statistics.lastActivity?.toISOString() ?? null },
    }),
    createdFrom: user.createdFrom,
    lastLoginAt: user.lastLoginAt?.toISOString() ?? null,
    lastSeenAt: user.lastSeenAt?.toISOString() ?? null,
    createdAt: user.createdAt.toISOString(),
    updatedAt: user.updatedAt.toISOString(),
    deletedAt: user.deletedAt?.toISOString() ?? null,
    version: user.version,
  };
}
