import type { JWTPayload } from 'jose';
import { ProviderFailure } from '../../application/ports/oauth/oauth-provider';
import {
  profileOf,
  subjectOf,
  type OutsideIdentity,
  type ProviderName,
} from '../../domain/oauth/outside-identity';

type Claims = Readonly<Record<string, unknown>>;

/**
 * Who the claims of an OpenID provider speak of. Address and verification come from the same place: a
 * verified one from the ID token must not vouch for another from elsewhere.
 */
export function openIdIdentity(
  provider: ProviderName,
  issuer: string,
  idToken: JWTPayload & { sub: string },
  userinfo: Claims | undefined,
): OutsideIdentity {
  const subject = subjectOf(idToken.sub);
  if (subject === undefined) throw new ProviderFailure('invalid', 'the ID token names nobody');
  if (userinfo && userinfo['sub'] !== idToken.sub)
    throw new ProviderFailure('invalid', 'the user info is of another person');
  const source: Claims = idToken['email'] === undefined && userinfo ? userinfo : idToken;
  return {
    provider,
    issuer,
    subject,
    ...profileOf({
      email: source['email'],
      emailVerified: saysVerified(provider, source),
      name: idToken['name'] ?? userinfo?.['name'],
      picture: idToken['picture'] ?? userinfo?.['picture'],
    }),
  };
}

/**
 * `email_verified` of OpenID Connect; of Microsoft `xms_edov` alone, as everything else about an address is whatever a
 * tenant's admin has written there ("nOAuth"). Nothing said means not verified.
 */
function saysVerified(provider: ProviderName, claims: Claims): boolean {
  const said = claims[provider === 'microsoft' ? 'xms_edov' : 'email_verified'];
  return said === true || said === 'true' || said === 1 || said === '1';
}
