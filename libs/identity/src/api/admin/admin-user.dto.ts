import {
  DateTimeField,
  Email,
  Flag,
  IdField,
  Int,
  ListQuery,
  OneOf,
  Text,
  TextList,
  WebAddress,
} from '@almanac/platform';

const ID = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11';
const TIME = '2026-01-25T15:30:00.000Z';
const TIERS = ['free', 'premium', 'enterprise'] as const;
const optional = true;

/** An account in the list of all. */
export class AdminUserRowDto {
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

  @WebAddress({ nullable: true })
  photoURL!: string | null;

  @OneOf(['active', 'suspended', 'deleted'], { example: 'active' })
  status!: string;

  @OneOf(TIERS, { example: 'free', description: 'The one that counts: the higher of the two below.' })
  tier!: string;

  @OneOf(TIERS, { example: 'free', description: 'What a subscription pays for.' })
  paidTier!: string;

  @OneOf(['premium', 'enterprise'], {
    nullable: true,
    example: null,
    description: 'What an admin gave by hand; null where none did, or it has ended.',
  })
  givenTier!: string | null;

  @DateTimeField({ nullable: true, example: null, description: 'When that ends; null where it does not.' })
  givenUntil!: string | null;

  @Text({ max: 100, example: 'free', description: '`admin` for whoever holds that role, else the tier.' })
  role!: string;

  @TextList({ maxItems: 1000, max: 100, example: [], description: 'Roles beside the tier, by name.' })
  roles!: string[];

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

  @Int({ min: 1, max: 2 ** 31 - 1, example: 1 })
  version!: number;
}

/** An account by itself. */
export class AdminUserDto extends AdminUserRowDto {
  @Int({ min: 0, max: 2 ** 31 - 1, example: 2 })
  activeSessions!: number;

  @DateTimeField({ nullable: true, description: 'Failed sign-ins lock the account until then.' })
  lockedUntil!: string | null;
}

export class AdminSessionDto {
  @IdField({ example: ID })
  id!: string;

  @Text({ max: 50, example: 'password', description: 'How the person proved who they are.' })
  method!: string;

  @Text({ max: 64, nullable: true, example: '203.0.113.7' })
  ip!: string | null;

  @Text({ max: 512, nullable: true, example: 'Mozilla/5.0' })
  userAgent!: string | null;

  @DateTimeField({ example: TIME })
  createdAt!: string;

  @DateTimeField({ example: TIME })
  lastSeenAt!: string;

  @DateTimeField({ example: TIME })
  expiresAt!: string;

  @IdField({ nullable: true, description: 'The admin who acts as this user in it.' })
  impersonatedBy!: string | null;
}

export class AdminSessionListQueryDto extends ListQuery({
  sorts: ['createdAt'],
  defaultLimit: 20,
  maxLimit: 100,
}) {}

export class AdminUserListQueryDto extends ListQuery({
  sorts: ['createdAt', 'email', 'displayName', 'lastLoginAt'],
  defaultLimit: 20,
  maxLimit: 100,
}) {
  @Text({ min: 1, max: 200, optional, description: 'In e-mail address, display name and username.' })
  search?: string;

  @OneOf(['active', 'suspended', 'deleted'], {
    optional,
    description: 'Deleted ones are listed only if asked for.',
  })
  status?: 'active' | 'suspended' | 'deleted';

  @OneOf(TIERS, { optional })
  tier?: 'free' | 'premium' | 'enterprise';

  @Text({ min: 1, max: 100, optional, description: 'Name of a role, or of a tier.' })
  role?: string;

  @Flag({ optional })
  emailVerified?: boolean;
}

/** Leaves out what would lock the person who tries it out. */
export const UPDATE_USER_EXAMPLE = { displayName: 'Ada Lovelace', emailVerified: true, unlock: true };

/** What to change of an account; what is absent stays. */
export class AdminUpdateUserDto {
  @OneOf(['active', 'suspended'], {
    optional,
    example: 'active',
    description: '`suspended` ends all sessions at once.',
  })
  status?: 'active' | 'suspended';

  @Flag({ optional, example: true })
  emailVerified?: boolean;

  @OneOf(TIERS, {
    optional,
    nullable: true,
    example: 'premium',
    description:
      'Sets a tier by hand; null takes back what was given so, `free` as well, and is refused (409) while a subscription is paid for.',
  })
  tier?: 'free' | 'premium' | 'enterprise' | null;

  @DateTimeField({
    optional,
    nullable: true,
    example: '2099-12-31T23:59:59Z',
    description: 'When the tier given by hand ends, to the second; null: not at all. Absent: as it was.',
  })
  tierUntil?: string | null;

  @Text({ min: 1, max: 100, optional, nullable: true, example: 'Ada Lovelace' })
  displayName?: string | null;

  @Flag({ optional, example: true, description: 'Forget the failed sign-ins that lock the account.' })
  unlock?: boolean;
}

export class ImpersonationDto {
  @Text({ max: 8192, description: 'Send it as `Authorization: Bearer …`. Its claim `act` names the admin.' })
  accessToken!: string;

  @Int({ min: 1, max: 600, example: 600, description: 'Seconds. It cannot be refreshed.' })
  expiresIn!: number;
}
