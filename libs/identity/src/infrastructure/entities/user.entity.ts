import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

/** A person's account. E-mail and username are unique whatever their case; the written form is kept. */
@Entity('users')
@Unique('users_email_lower_key', ['emailLower'])
@Unique('users_username_lower_key', ['usernameLower'])
@Index('users_created_at', ['createdAt', 'id'])
@Index('users_deleted_at', ['deletedAt'], { where: 'deleted_at IS NOT NULL' })
@Index('users_given_until', ['givenUntil'], { where: 'given_until IS NOT NULL' })
@Index('users_given_by', ['givenBy'], { where: 'given_by IS NOT NULL' })
@Check(
  'users_deleted_at_check',
  `CASE status WHEN 'active' THEN deleted_at IS NULL WHEN 'deleted' THEN deleted_at IS NOT NULL ELSE true END`,
)
@Check('users_status_check', `status IN ('active', 'suspended', 'deleted')`)
@Check('users_tier_check', `tier IN ('free', 'premium', 'enterprise')`)
@Check('users_paid_tier_check', `paid_tier IN ('free', 'premium', 'enterprise')`)
@Check('users_given_tier_check', `given_tier IN ('premium', 'enterprise')`)
@Check('users_given_check', 'given_tier IS NOT NULL OR (given_until IS NULL AND given_by IS NULL)')
@Check('users_created_from_check', `created_from IN ('web', 'mobile', 'api')`)
export class UserEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'users_pkey' })
  id!: string;

  @Column({ type: 'text' })
  email!: string;

  @Column({ name: 'email_lower', type: 'text' })
  emailLower!: string;

  @Column({ name: 'email_verified', type: 'boolean', default: false })
  emailVerified!: boolean;

  @Column({ name: 'email_verified_at', type: 'timestamptz', precision: 3, nullable: true })
  emailVerifiedAt!: Date | null;

  /** bcrypt, cost 12; null where the person signs in by other means alone. */
  @Column({ name: 'password_hash', type: 'text', nullable: true })
  passwordHash!: string | null;

  @Column({ name: 'password_changed_at', type: 'timestamptz', precision: 3, nullable: true })
  passwordChangedAt!: Date | null;

  @Column({ name: 'display_name', type: 'text', nullable: true })
  displayName!: string | null;

  @Column({ type: 'text', nullable: true })
  username!: string | null;

  @Column({ name: 'username_lower', type: 'text', nullable: true })
  usernameLower!: string | null;

  @Column({ name: 'photo_url', type: 'text', nullable: true })
  photoUrl!: string | null;

  @Column({ name: 'phone_number', type: 'text', nullable: true })
  phoneNumber!: string | null;

  @Column({ type: 'text', nullable: true })
  bio!: string | null;

  @Column({ type: 'text', default: 'active' })
  status!: string;

  /** The higher of what is paid for and of what was given by hand; counts as long as the latter lasts. */
  @Column({ type: 'text', default: 'free' })
  tier!: string;

  @Column({ name: 'paid_tier', type: 'text', default: 'free' })
  paidTier!: string;

  /** By an admin; null where none was. */
  @Column({ name: 'given_tier', type: 'text', nullable: true })
  givenTier!: string | null;

  /** When that ends; null where it does not. */
  @Column({ name: 'given_until', type: 'timestamptz', precision: 3, nullable: true })
  givenUntil!: Date | null;

  /** The end of what was given by hand that its owner was told of. */
  @Column({ name: 'given_end_told', type: 'timestamptz', precision: 3, nullable: true })
  givenEndTold!: Date | null;

  /** The admin who gave it. */
  @Column({ name: 'given_by', type: 'uuid', nullable: true })
  givenBy!: string | null;

  /** Only what the person has set; what is missing takes its default. */
  @Column({ type: 'jsonb', default: {} })
  preferences!: Record<string, unknown>;

  @Column({ name: 'created_from', type: 'text', default: 'api' })
  createdFrom!: string;

  @Column({ name: 'terms_accepted_at', type: 'timestamptz', precision: 3, nullable: true })
  termsAcceptedAt!: Date | null;

  @Column({ name: 'terms_version', type: 'text', nullable: true })
  termsVersion!: string | null;

  @Column({ name: 'last_login_at', type: 'timestamptz', precision: 3, nullable: true })
  lastLoginAt!: Date | null;

  @Column({ name: 'last_seen_at', type: 'timestamptz', precision: 3, nullable: true })
  lastSeenAt!: Date | null;

  /** Grows with each change that the person sees; the ETag. */
  @Column({ type: 'integer', default: 1 })
  version!: number;

  /** Grows with each change of what the person may do, or of what a request needs to know of them. */
  @Column({ name: 'authz_version', type: 'bigint', default: 1 })
  authzVersion!: string;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  createdAt!: Date;

  @Column({ name: 'updated_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  updatedAt!: Date;

  @Column({ name: 'deleted_at', type: 'timestamptz', precision: 3, nullable: true })
  deletedAt!: Date | null;
}
