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
      emailVerified: saysVerified(source),
      name: idToken['name'] ?? userinfo?.['name'],
      picture: idToken['picture'] ?? userinfo?.['picture'],
    }),
  };
}

/**
 * `email_verified` of OpenID Connect, or Microsoft's `xms_edov`. Microsoft's `email` alone is whatever a
 * tenant's admin has written there ("nOAuth"), so nothing said means not verified.
 */
function saysVerified(claims: Claims): boolean {
  const yes = (value: unknown) => value === true || value === 'true';
  return (
    yes(claims['email_verified']) ||
    yes(claims['xms_edov']) ||
    [1, '1'].includes(claims['xms_edov'] as number)
  );
}
