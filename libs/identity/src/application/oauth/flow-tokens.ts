import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { isId, type Id } from '@almanac/kernel';
import { TokenSecret } from '@almanac/platform';

/** `<id>.<mac>`: the UUID as 32 hexadecimal digits, and 256 bits that only this server can derive from it. */
const FORM = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})\.([A-Za-z0-9_-]{43})$/;

type FlowToken = 'state' | 'code';

/**
 * The secrets of a sign-in by a provider. All are derived from the id of its row, so none is kept anywhere:
 * whoever reads the database can neither come back with a state nor exchange a code.
 */
@Injectable()
export class FlowTokens {
  constructor(private readonly secret: TokenSecret) {}

  /** The `state` that travels through the provider, or the one-time code that the client exchanges. */
  textOf(id: Id, token: FlowToken): string {
    return `${id.replaceAll('-', '')}.${this.secret.derive(`oauth-${token}/v1`, id)}`;
  }

  /** The id in a token's text; undefined where this server did not make it for the purpose. */
  idOf(text: string, token: FlowToken): Id | undefined {
    const match = FORM.exec(text);
    const id = match ? match.slice(1, 6).join('-') : '';
    return isId(id) && this.secret.matches(`oauth-${token}/v1`, id, match?.[6] ?? '') ? id : undefined;
  }

  nonceOf(id: Id): string {
    return this.secret.derive('oauth-nonce/v1', id);
  }

  /** PKCE towards the provider (RFC 7636): 43 characters, never out of this server but to the token endpoint. */
  verifierOf(id: Id): string {
    return this.secret.derive('oauth-pkce/v1', id);
  }

  challengeOf(id: Id): string {
    return codeChallenge(this.verifierOf(id));
  }
}

/** S256 of RFC 7636 section 4.2. */
export function codeChallenge(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}
