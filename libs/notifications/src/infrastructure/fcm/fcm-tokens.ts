import { SignJWT } from 'jose';
import { z } from 'zod';
import { type OutgoingClient, postponingWhenOpen, type RequestContext } from '@almanac/platform';
import type { ServiceAccount } from '../../application/ports/push-setup';

const SCOPE = 'https://www.googleapis.com/auth/firebase.messaging';
const HOUR = 3600;
/** A token is renewed so long before its end. */
const SPARE_MS = 5 * 60_000;
const tokenAnswer = z.object({ access_token: z.string(), expires_in: z.number() });

/** Access tokens of a service account (RFC 7523), one for all who need one at a time; whoever comes first asks for it. */
export class FcmTokens {
  private current: { token: Promise<string>; until: number } | undefined;

  constructor(
    private readonly account: ServiceAccount,
    private readonly url: string,
    private readonly outgoing: OutgoingClient,
  ) {}

  async get(context: RequestContext): Promise<string> {
    if (this.current && this.current.until > Date.now()) return this.current.token;
    const entry = { token: this.fetch(context), until: Date.now() + HOUR * 1000 - SPARE_MS };
    this.current = entry;
    try {
      return await entry.token;
    } catch (error) {
      if (this.current === entry) this.current = undefined;
      throw error;
    }
  }

  /** The service takes it no more. */
  forget(): void {
    this.current = undefined;
  }

  private async fetch(context: RequestContext): Promise<string> {
    const assertion = await this.assertion();
    const answer = await postponingWhenOpen(() =>
      this.outgoing.send(context, {
        service: 'google-oauth',
        method: 'POST',
        url: this.url,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({
          grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
          assertion,
        }).toString(),
        retry: true,
        addresses: 'configured',
      }),
    );
    if (answer.status !== 200) throw new Error(`Google gave no token for Firebase: ${answer.status}`);
    const { access_token: token, expires_in: seconds } = tokenAnswer.parse(JSON.parse(answer.body));
    if (this.current) this.current.until = Date.now() + seconds * 1000 - SPARE_MS;
    return token;
  }

  private assertion(): Promise<string> {
    const { clientEmail, privateKey, keyId } = this.account;
    return new SignJWT({ scope: SCOPE })
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT', ...(keyId === undefined ? {} : { kid: keyId }) })
      .setIssuer(clientEmail)
      .setAudience(this.url)
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(privateKey);
  }
}
