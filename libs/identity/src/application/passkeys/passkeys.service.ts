import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@almanac/contracts';
import { conflict, DomainError, newId, unseen, type Id } from '@almanac/kernel';
import {
  Database,
  invalid,
  requireExpected,
  sessionOf,
  UnitOfWork,
  type RequestContext,
  type Transaction,
} from '@almanac/platform';
import { FactorChanges } from '../mfa/factor-changes';
import { PasskeyRepository, type Passkey } from '../ports/passkeys/passkey.repository';
import { Webauthn } from '../ports/passkeys/webauthn';
import { UserRepository } from '../ports/user.repository';
import { PasskeyAnswers, type PasskeyAnswer, type PasskeyQuestion } from './passkey-answers';

/** More than anybody has devices. */
const MAX_PASSKEYS = 20;

/** A person's passkeys: to add, to see, to name, to remove. */
@Injectable()
export class PasskeysService {
  constructor(
    private readonly passkeys: PasskeyRepository,
    private readonly users: UserRepository,
    private readonly webauthn: Webauthn,
    private readonly answers: PasskeyAnswers,
    private readonly changes: FactorChanges,
    private readonly unitOfWork: UnitOfWork,
    private readonly database: Database,
  ) {}

  /** @throws DomainError CONFLICT where the person has too many already */
  async askForNew(ctx: RequestContext): Promise<PasskeyQuestion> {
    const { userId } = sessionOf(ctx);
    const user = await this.users.findById(this.database.for(ctx), userId);
    if (!user) throw new DomainError<ErrorCode>('NOT_FOUND', 'This account is gone');
    const existing = await this.passkeys.names(this.database.for(ctx), userId);
    if (existing.length >= MAX_PASSKEYS) throw tooMany();
    return this.answers.keep(ctx, 'register', userId, await this.webauthn.registration(user, existing));
  }

  /** @throws DomainError VALIDATION_ERROR on `challengeId` or `response`, ALREADY_EXISTS, CONFLICT */
  async add(ctx: RequestContext, answer: PasskeyAnswer, name: string | undefined): Promise<Passkey> {
    const { userId } = sessionOf(ctx);
    const challenge = await this.answers.take(ctx, answer.challengeId, 'register', userId);
    if (challenge === undefined) throw wrong('challengeId', 'is unknown, was used before or has expired');
    const made = await this.webauthn.verifyRegistration(answer.response, challenge);
    if (!made) throw wrong('response', 'is no right answer to the challenge');
    return this.unitOfWork.run(ctx, async (tx) => {
      await this.lockAccount(tx, userId);
      if ((await this.passkeys.names(tx, userId)).length >= MAX_PASSKEYS) throw tooMany();
      const passkey = await this.passkeys.insert(tx, newId(), userId, name ?? 'Passkey', made);
      if (!passkey) throw new DomainError<ErrorCode>('ALREADY_EXISTS', 'This passkey is registered already');
      await this.changes.announce(tx, ctx, userId, 'passkey-added', passkey.id);
      return passkey;
    });
  }

  list(ctx: RequestContext): Promise<Passkey[]> {
    return this.passkeys.list(this.database.for(ctx), sessionOf(ctx).userId);
  }

  /** @throws DomainError NOT_FOUND, FORBIDDEN, PRECONDITION_FAILED */
  async rename(ctx: RequestContext, id: Id, name: string): Promise<Passkey> {
    return this.unitOfWork.run(ctx, async (tx) => {
      const { name: former } = await this.lock(tx, ctx, id);
      this.changes.recordRename(tx, ctx, id, former, name);
      return this.passkeys.rename(tx, id, name);
    });
  }

  /** @throws DomainError NOT_FOUND, FORBIDDEN, PRECONDITION_FAILED; CONFLICT where it is the last way to sign in */
  async remove(ctx: RequestContext, id: Id): Promise<void> {
    const { userId } = sessionOf(ctx);
    await this.unitOfWork.run(ctx, async (tx) => {
      // Whoever takes a way in away does so under the account's lock: two at once leave one.
      await this.lockAccount(tx, userId);
      await this.lock(tx, ctx, id);
      if (!(await this.passkeys.hasOtherWayIn(tx, userId, id))) {
        throw new DomainError<ErrorCode>(
          'CONFLICT',
          'This is your last way to sign in; set a password, add another passkey or link a provider first',
        );
      }
      await this.passkeys.delete(tx, id);
      await this.changes.announce(tx, ctx, userId, 'passkey-removed', id);
    });
  }

  private async lock(tx: Transaction, ctx: RequestContext, id: Id): Promise<Passkey> {
    const passkey = await this.passkeys.lock(tx, sessionOf(ctx).userId, id);
    if (!passkey) throw unseen('Passkey', await this.passkeys.exists(tx, id));
    requireExpected(ctx, passkey.version);
    return passkey;
  }

  private async lockAccount(tx: Transaction, userId: Id): Promise<void> {
    if (!(await this.users.lock(tx, userId)))
      throw new DomainError<ErrorCode>('NOT_FOUND', 'This account is gone');
  }
}

function wrong(field: string, what: string): DomainError<ErrorCode> {
  return invalid([{ field, message: `${field} ${what}`, rule: 'proof' }]);
}

function tooMany(): DomainError<ErrorCode> {
  return conflict(`You have ${MAX_PASSKEYS} passkeys; remove one first`);
}
