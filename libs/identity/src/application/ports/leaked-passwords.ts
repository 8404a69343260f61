import { invalid, type RequestContext } from '@almanac/platform';

/** Passwords that are known from leaks elsewhere: attackers try them first. */
export abstract class LeakedPasswords {
  /** Whether the password is among them; false also where that cannot be found out. */
  abstract includes(ctx: RequestContext, password: string): Promise<boolean>;

  /** @throws DomainError WEAK_PASSWORD */
  async refuse(ctx: RequestContext, password: string, field: string): Promise<void> {
    if (!(await this.includes(ctx, password))) return;
    const message = `${field} is known from a leak of another service; please choose another`;
    throw invalid([{ field, message, rule: 'leakedPassword' }]);
  }
}
