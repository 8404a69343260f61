import { Injectable } from '@nestjs/common';
import { newId, type Id } from '@almanac/kernel';
import { Database, UnitOfWork, type RequestContext, type Transaction } from '@almanac/platform';
import { PasskeyRepository, type PasskeyPurpose } from '../ports/passkeys/passkey.repository';
import { Webauthn, type WebauthnJson, type WebauthnRequest } from '../ports/passkeys/webauthn';

/** What an authenticator is asked; `options` go to the browser as they are. */
export interface PasskeyQuestion {
  challengeId: Id;
  options: WebauthnJson;
}

/** What the browser gave, and to which question. */
export interface PasskeyAnswer {
  challengeId: Id;
  response: WebauthnJson;
}

/** A right answer; it still has to be noted. */
export interface CheckedPasskey {
  passkeyId: Id;
  userId: Id;
  counter: number;
  backedUp: boolean;
}

/** How long a question may be answered, in seconds. */
const CHALLENGE_SECONDS = 5 * 60;

/** Asks authenticators and judges their answers. Each question is good for one answer, right or wrong. */
@Injectable()
export class PasskeyAnswers {
  constructor(
    private readonly passkeys: PasskeyRepository,
    private readonly webauthn: Webauthn,
    private readonly unitOfWork: UnitOfWork,
    private readonly database: Database,
  ) {}

  /** @param userId whose passkeys are asked for; null asks for anybody's */
  async ask(ctx: RequestContext, purpose: PasskeyPurpose, userId: Id | null): Promise<PasskeyQuestion> {
    const allowed = userId === null ? undefined : await this.passkeys.names(this.database.for(ctx), userId);
    return this.keep(ctx, purpose, userId, await this.webauthn.authentication(allowed));
  }

  /** Keeps what an authenticator must sign, on the server alone. */
  async keep(
    ctx: RequestContext,
    purpose: PasskeyPurpose,
    userId: Id | null,
    { challenge, options }: WebauthnRequest,
  ): Promise<PasskeyQuestion> {
    const challengeId = newId();
    await this.unitOfWork.run(ctx, (tx) =>
      this.passkeys.insertChallenge(tx, challengeId, purpose, userId, challenge, CHALLENGE_SECONDS),
    );
    return { challengeId, options };
  }

  /** Uses the question up, and gives what was to be signed. */
  take(
    ctx: RequestContext,
    challengeId: Id,
    purpose: PasskeyPurpose,
    userId: Id | null,
  ): Promise<string | undefined> {
    return this.unitOfWork.run(ctx, (tx) => this.passkeys.takeChallenge(tx, challengeId, purpose, userId));
  }

  /** Uses the question up, and judges the answer; undefined where it is wrong, for whichever reason. */
  async check(
    ctx: RequestContext,
    { challengeId, response }: PasskeyAnswer,
    purpose: PasskeyPurpose,
    userId: Id | null,
  ): Promise<CheckedPasskey | undefined> {
    const challenge = await this.take(ctx, challengeId, purpose, userId);
    if (challenge === undefined) return undefined;
    const named = this.webauthn.nameIn(response);
    const passkey = await this.passkeys.findByCredential(this.database.for(ctx), named.credentialId);
    if (!passkey) return undefined;
    const owners = [userId ?? undefined, named.userId].filter((owner) => owner !== undefined);
    if (owners.some((owner) => owner !== passkey.userId)) return undefined;
    const verified = await this.webauthn.verifyAuthentication(response, challenge, passkey);
    return verified && { passkeyId: passkey.id, userId: passkey.userId, ...verified };
  }

  /** Notes the use; false where the authenticator has counted less than before, or the passkey is gone. */
  use(tx: Transaction, { passkeyId, counter, backedUp }: CheckedPasskey): Promise<boolean> {
    return this.passkeys.noteUse(tx, passkeyId, counter, backedUp);
  }
}
