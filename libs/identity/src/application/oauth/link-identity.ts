import { Injectable } from '@nestjs/common';
import { callerOf, type RequestContext } from '@almanac/platform';
import { GoogleIdTokens } from '../ports/oauth/oauth-provider';
import type { LinkedAccount } from '../ports/oauth/outside-identity.repository';
import { LinkedAccountsService } from './linked-accounts.service';
import { OAuthFlowService, type BeginFlow, type BegunFlow } from './oauth-flow.service';
import { googleTokenRefusal, providerOff } from './provider-refusal';

/** The three things that `POST /auth/oauth/accounts` takes. */
export type LinkStep =
  | { begin: Omit<BeginFlow, 'linkTo'> }
  | { code: string; codeVerifier: string | undefined }
  | { googleToken: string };

/** What a step led to: the page of the provider to go to, or the identity, linked. */
export type LinkOutcome = { begun: BegunFlow } | { linked: LinkedAccount };

/** Links an identity of the signed-in person, by the way that they choose. */
@Injectable()
export class LinkIdentity {
  constructor(
    private readonly accounts: LinkedAccountsService,
    private readonly flow: OAuthFlowService,
    private readonly googleTokens: GoogleIdTokens,
  ) {}

  /** @throws DomainError NOT_FOUND for a provider that is off, VALIDATION_ERROR, ALREADY_EXISTS, CONFLICT, EXTERNAL_SERVICE_ERROR */
  async take(ctx: RequestContext, step: LinkStep): Promise<LinkOutcome> {
    if ('begin' in step)
      return { begun: await this.flow.begin(ctx, { ...step.begin, linkTo: callerOf(ctx).userId }) };
    if ('code' in step) return { linked: await this.accounts.linkByCode(ctx, step.code, step.codeVerifier) };
    if (!this.googleTokens.on) throw providerOff();
    const identity = await this.googleTokens.identify(ctx, step.googleToken).catch((error: unknown) => {
      throw googleTokenRefusal(error, true);
    });
    return { linked: await this.accounts.link(ctx, identity) };
  }
}
