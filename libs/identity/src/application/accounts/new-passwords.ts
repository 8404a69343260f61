import { Injectable } from '@nestjs/common';
import { PasswordHasher, type RequestContext } from '@almanac/platform';
import { LeakedPasswords } from '../ports/leaked-passwords';
import { refuseWeakPassword } from './weak-password';

/** Judges passwords that somebody chooses, and makes the hashes that are kept of them. */
@Injectable()
export class NewPasswords {
  constructor(
    private readonly leaked: LeakedPasswords,
    private readonly hasher: PasswordHasher,
  ) {}

  /**
   * The hash to keep.
   * @param field where the password stood in the body
   * @throws DomainError WEAK_PASSWORD, SERVICE_UNAVAILABLE
   */
  async hash(ctx: RequestContext, password: string, field = 'password'): Promise<string> {
    refuseWeakPassword(password, field);
    await this.leaked.refuse(ctx, password, field);
    return this.hasher.hash(password);
  }
}
