import { Custom, type FieldOptions } from '@almanac/platform';
import { PASSWORD_MIN_CHARACTERS, passwordRules } from '../domain/password-policy';

/** A text longer than this is not even judged. */
const LONGEST = 1024;

/** A password that somebody chooses: never trimmed, never echoed, judged by the policy. */
export function NewPassword(options: FieldOptions = {}): PropertyDecorator {
  const isText = (value: unknown): value is string => typeof value === 'string' && value.length <= LONGEST;
  return Custom(
    [
      { rule: 'isString', test: (value) => typeof value === 'string', must: 'must be a text' },
      ...passwordRules.map(({ rule, holds, must }) => ({
        rule,
        test: (value: unknown) => isText(value) && holds(value),
        must,
      })),
    ],
    { type: 'string', format: 'password', minLength: PASSWORD_MIN_CHARACTERS, maxLength: 72 },
    {
      description:
        '8 or more characters with an upper-case letter, a lower-case letter, a digit and a special character; at most 72 bytes; not a common one.',
      ...options,
    },
  );
}
