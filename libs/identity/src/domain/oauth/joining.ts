import type { OutsideIdentity } from './outside-identity';

/** What is known of the account that has the identity's e-mail address. */
export interface NamesakeAccount {
  emailVerified: boolean;
}

/**
 * What becomes of an identity that nobody has linked: it makes an account, joins the one that has its
 * address, or is refused. Joining needs both sides to have proved the address: a provider that does not check
 * addresses could open anybody's account, and an account that was made with a stranger's address would
 * catch that stranger's sign-in (spec: identity.md, "OAuth").
 */
export type JoinVerdict =
  | 'create'
  | 'join'
  /** Somebody has the address: sign in, then link. */
  | 'taken'
  /** No address to make an account with. */
  | 'no-address';

export function judgeJoin(
  identity: Pick<OutsideIdentity, 'email' | 'emailVerified'>,
  namesake: NamesakeAccount | undefined,
): JoinVerdict {
  if (identity.email === null) return 'no-address';
  if (!namesake) return 'create';
  return identity.emailVerified && namesake.emailVerified ? 'join' : 'taken';
}

/** Ways to sign in that an account has. */
export interface WaysIn {
  password: boolean;
  passkeys: number;
  identities: number;
}

/** Whether one identity may go without locking the person out. */
export function mayUnlink(ways: WaysIn): boolean {
  return ways.password || ways.passkeys + ways.identities > 1;
}
