import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError } from '@almanac/kernel';
import { UnitOfWork, type RequestContext, type Transaction } from '@almanac/platform';
import type { OutsideIdentity } from '../../domain/oauth/outside-identity';
import { OAuthFlowRepository } from '../ports/oauth/oauth-flow.repository';
import { GoogleIdTokens } from '../ports/oauth/oauth-provider';
import { OutsideIdentityRepository } from '../ports/oauth/outside-identity.repository';
import { SignInCompletion, type SignInOutcome } from '../sign-in-completion';
import { clientIsProved } from './client-proof';
import { FlowTokens } from './flow-tokens';
import { OutsideAccounts } from './outside-accounts';
import { googleTokenRefusal, providerOff } from './provider-refusal';

/** The one-time code of a redirect, and what came with it. */
export interface CodeExchange {
  code: string;
  /** Of the `code_challenge` that the flow began with. */
  codeVerifier: string | undefined;
  /** Handed out at an earlier sign-in from this device. */
  deviceToken: string | undefined;
}

/** Signs in whoever a provider vouches for. */
@Injectable()
export class OAuthSignInService {
  constructor(
    private readonly flows: OAuthFlowRepository,
    private readonly tokens: FlowTokens,
    private readonly accounts: OutsideAccounts,
    private readonly identities: OutsideIdentityRepository,
    private readonly googleTokens: GoogleIdTokens,
    private readonly completion: SignInCompletion,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Exchanges a one-time code, once.
   * @throws DomainError INVALID_TOKEN, ALREADY_EXISTS, EMAIL_NOT_VERIFIED, ACCOUNT_SUSPENDED
   */
  async exchange(ctx: RequestContext, exchange: CodeExchange): Promise<SignInOutcome> {
    const id = this.tokens.idOf(exchange.code, 'code');
    if (id === undefined) throw invalidCode();
    return this.settle(ctx, async (tx) => {
      const flow = await this.flows.useCode(tx, id, null);
      if (!flow || !clientIsProved(flow.codeChallenge, exchange.codeVerifier)) return invalidCode();
      return this.signIn(tx, ctx, flow.identity, exchange.deviceToken);
    });
  }

  /**
   * Signs in by an ID token that Google gave to the client itself.
   * @throws DomainError NOT_FOUND where Google is off; INVALID_TOKEN, TOKEN_EXPIRED, EXTERNAL_SERVICE_ERROR,
   *   ALREADY_EXISTS, EMAIL_NOT_VERIFIED, ACCOUNT_SUSPENDED
   */
  async signInWithGoogle(
    ctx: RequestContext,
    googleToken: string,
    deviceToken: string | undefined,
  ): Promise<SignInOutcome> {
    if (!this.googleTokens.on) throw providerOff();
    const identity = await this.googleTokens.identify(ctx, googleToken).catch((error: unknown) => {
      throw googleTokenRefusal(error, false);
    });
    return this.settle(ctx, (tx) => this.signIn(tx, ctx, identity, deviceToken));
  }

  /** A refusal is a result, so that what led to it stays: the code is used up, the attempt is remembered. */
  private async settle(
    ctx: RequestContext,
    work: (tx: Transaction) => Promise<SignInOutcome | DomainError>,
  ): Promise<SignInOutcome> {
    const outcome = await this.unitOfWork.run(ctx, work);
    if (outcome instanceof DomainError) throw outcome;
    return outcome;
  }

  private async signIn(
    tx: Transaction,
    ctx: RequestContext,
    identity: OutsideIdentity,
    deviceToken: string | undefined,
  ): Promise<SignInOutcome | DomainError> {
    const method = identity.provider;
    const found = await this.accounts.find(tx, ctx, identity);
    if ('refusal' in found) return found.refusal;
    const factor = { method, deviceToken, secondFactorDone: false };
    let outcome: SignInOutcome;
    try {
      outcome = await this.completion.complete(tx, ctx, { id: found.userId }, factor);
    } catch (error) {
      // An account that was just made stays: its address has to be verified first, and the mail is on its way.
      if (error instanceof DomainError)
        return this.accounts.refuse(tx, ctx, identity, found.userId, error as DomainError<ErrorCode>);
      throw error;
    }
    // It was taken off the account while this waited for the account's lock: nothing of this sign-in stays.
    if (!(await this.identities.noteUse(tx, identity))) throw invalidCode();
    return outcome;
  }
}

/** One refusal for all reasons, so that it tells nothing. */
function invalidCode(): DomainError<ErrorCode> {
  return new DomainError<ErrorCode>('INVALID_TOKEN', 'This code is wrong, was used before or has expired');
}
