import { createHash, createSecretKey, type KeyObject } from 'node:crypto';
import { JwtSecretRequestType, type JwtModuleOptions } from '@nestjs/jwt';
import type { Config } from '@almanac/platform';

/** A signing secret and the name by which tokens refer to it. */
interface JwtKey {
  id: string;
  key: KeyObject;
}

/**
 * The keys of access tokens: one signs, former ones still verify. Each is known by `kid`, derived from the
 * secret; the header of a token never says more than which of our own keys it is (no jwk, jku, x5u).
 */
export class JwtKeys {
  readonly signing: JwtKey;
  private readonly byId: ReadonlyMap<string, KeyObject>;

  constructor(config: Pick<Config, 'JWT_SECRET' | 'JWT_PREVIOUS_SECRETS'>) {
    const previous = config.JWT_PREVIOUS_SECRETS;
    this.signing = jwtKey(config.JWT_SECRET);
    const all = [this.signing, ...previous.filter((secret) => secret !== '').map(jwtKey)];
    this.byId = new Map(all.map(({ id, key }) => [id, key]));
  }

  /** The key that the header of the token names. Throws where it names none of ours. */
  verifying(token: string): KeyObject {
    const header: unknown = JSON.parse(
      Buffer.from(token.split('.', 1)[0] ?? '', 'base64url').toString('utf8'),
    );
    const kid: unknown =
      typeof header === 'object' && header !== null ? Reflect.get(header, 'kid') : undefined;
    const key = typeof kid === 'string' ? this.byId.get(kid) : undefined;
    if (!key) throw new Error('The token names no key of ours');
    return key;
  }
}

/** A KeyObject, because a string secret costs fifty times as much at each check (stack.md). */
function jwtKey(secret: string): JwtKey {
  const id = createHash('sha256').update(`jwt-kid/v1\n${secret}`).digest('base64url').slice(0, 12);
  return { id, key: createSecretKey(secret, 'utf8') };
}

/** Options of @nestjs/jwt: the algorithm is pinned, issuer and audience are checked. */
export function jwtOptions(config: Config): JwtModuleOptions {
  const keys = new JwtKeys(config);
  const names = { issuer: config.JWT_ISSUER, audience: config.JWT_AUDIENCE };
  return {
    secretOrKeyProvider: (type, token) => {
      if (type === JwtSecretRequestType.SIGN) return keys.signing.key;
      return keys.verifying(typeof token === 'string' ? token : '');
    },
    signOptions: { algorithm: 'HS256', keyid: keys.signing.id, ...names },
    verifyOptions: { algorithms: ['HS256'], ...names },
  };
}
