import type { FieldProblem } from '@almanac/kernel';
import { isCommonPassword } from './common-passwords';

/** bcrypt looks at no byte after the 72nd; a longer password is refused, never cut. */
export const PASSWORD_MAX_BYTES = 72;
export const PASSWORD_MIN_CHARACTERS = 8;

/** One rule of the policy: its name, its test, and what the password must be. */
export interface PasswordRule {
  rule: string;
  holds: (password: string) => boolean;
  must: string;
}

/** What a new password must be (spec: README, "password rule"; identity.md). */
export const passwordRules: readonly PasswordRule[] = [
  {
    rule: 'strongPassword',
    holds: hasAllKinds,
    must: 'must have 8 or more characters with an upper-case letter, a lower-case letter, a digit and a special character',
  },
  {
    rule: 'passwordBytes',
    holds: (password) => new TextEncoder().encode(password).length <= PASSWORD_MAX_BYTES,
    must: 'must be at most 72 bytes long in UTF-8',
  },
  {
    rule: 'commonPassword',
    holds: (password) => !isCommonPassword(password),
    must: 'must not be one of the most common passwords, or a plain variation of one',
  },
];

/** Every rule that the password breaks; none when it is good. */
export function passwordProblems(password: string, field = 'password'): FieldProblem[] {
  return passwordRules
    .filter((rule) => !rule.holds(password))
    .map(({ rule, must }) => ({ field, message: `${field} ${must}`, rule }));
}

function hasAllKinds(password: string): boolean {
  return (
    [...password].length >= PASSWORD_MIN_CHARACTERS &&
    /\p{Lu}/u.test(password) &&
    /\p{Ll}/u.test(password) &&
    /\p{Nd}/u.test(password) &&
    /[^\p{L}\p{N}]/u.test(password)
  );
}
