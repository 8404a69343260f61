import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { UserEntity } from './user.entity';

const PROVIDERS = `provider IN ('google', 'github', 'microsoft')`;

/** Somebody as an outside provider knows them, and whose account that opens. */
@Entity('outside_identities')
@Unique('outside_identities_subject_key', ['provider', 'issuer', 'subject'])
@Index('outside_identities_user_id_linked_at', ['userId', 'linkedAt'])
@Check('outside_identities_provider_check', PROVIDERS)
export class OutsideIdentityEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'outside_identities_pkey' })
  id!: string;

  @Column({ name: 'user_id', type: 'uuid' })
  @ForeignKey(() => UserEntity, { name: 'outside_identities_user_id_fkey', onDelete: 'CASCADE' })
  userId!: string;

  @Column({ type: 'text' })
  provider!: string;

  /** Who vouches for the subject; a provider may have several (Microsoft has one for each tenant). */
  @Column({ type: 'text' })
  issuer!: string;

  /** What the issuer calls the person; never used again for another one. */
  @Column({ type: 'text' })
  subject!: string;

  /** As the provider last said; for people to recognise it, never to find an account by. */
  @Column({ type: 'text', nullable: true })
  email!: string | null;

  @Column({ name: 'email_verified', type: 'boolean', default: false })
  emailVerified!: boolean;

  @Column({ name: 'display_name', type: 'text', nullable: true })
  displayName!: string | null;

  @Column({ name: 'linked_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  linkedAt!: Date;

  @Column({ name: 'last_used_at', type: 'timestamptz', precision: 3, nullable: true })
  lastUsedAt!: Date | null;
}

/**
 * A sign-in by a provider that is under way. Its `state`, nonce, PKCE verifier and one-time code are derived
 * from the id and stored nowhere.
 */
@Entity('oauth_flows')
@Index('oauth_flows_expires_at', ['expiresAt'])
@Check('oauth_flows_provider_check', PROVIDERS)
@Check(
  'oauth_flows_purpose_check',
  `purpose IN ('sign-in', 'link') AND (purpose = 'link') = (user_id IS NOT NULL)`,
)
export class OAuthFlowEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'oauth_flows_pkey' })
  id!: string;

  @Column({ type: 'text' })
  provider!: string;

  @Column({ type: 'text' })
  purpose!: string;

  /** Who links an identity; null for a sign-in. */
  @Column({ name: 'user_id', type: 'uuid', nullable: true })
  @ForeignKey(() => UserEntity, { name: 'oauth_flows_user_id_fkey', onDelete: 'CASCADE' })
  userId!: string | null;

  @Column({ name: 'redirect_uri', type: 'text' })
  redirectUri!: string;

  @Column({ name: 'client_state', type: 'text', nullable: true })
  clientState!: string | null;

  /** S256 of the verifier that the client must show with the one-time code (RFC 7636). */
  @Column({ name: 'code_challenge', type: 'text', nullable: true })
  codeChallenge!: string | null;

  /** Of the cookie of the browser that began it. */
  @Column({ name: 'browser_hash', type: 'bytea', nullable: true })
  browserHash!: Buffer | null;

  /** The browser that comes back must show that cookie, not merely no other one. */
  @Column({ name: 'browser_required', type: 'boolean', default: false })
  browserRequired!: boolean;

  @Column({ name: 'expires_at', type: 'timestamptz', precision: 3 })
  expiresAt!: Date;

  @Column({ name: 'state_used_at', type: 'timestamptz', precision: 3, nullable: true })
  stateUsedAt!: Date | null;

  /** Who the provider says it was; there from the provider's answer until the one-time code is used. */
  @Column({ type: 'jsonb', nullable: true })
  identity!: Record<string, unknown> | null;

  @Column({ name: 'code_expires_at', type: 'timestamptz', precision: 3, nullable: true })
  codeExpiresAt!: Date | null;

  @Column({ name: 'code_used_at', type: 'timestamptz', precision: 3, nullable: true })
  codeUsedAt!: Date | null;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  createdAt!: Date;
}
