/**
 * Access tokens as libs/identity issues them (HS256, RFC 7515; claims of token-issuer.ts and jwt-access-tokens.ts),
 * made here because thousands of sign-ins by bcrypt would take longer than the bench.
 */
import { createHash, createHmac, createSecretKey, randomUUID } from 'node:crypto';

const ISSUER = 'almanac';
const AUDIENCE = 'almanac-api';

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Gives a function that makes the token of a session: { userId, sessionId, email, role, permissions }. */
export function tokenMaker(secret, seconds) {
  const key = createSecretKey(secret, 'utf8');
  const kid = createHash('sha256').update(`jwt-kid/v1\n${secret}`).digest('base64url').slice(0, 12);
  const header = encode({ alg: 'HS256', typ: 'JWT', kid });
  return ({ userId, sessionId, email, role, permissions }) => {
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      sub: userId,
      sid: sessionId,
      email,
      role,
      permissions,
      typ: 'access',
      iat: now,
      exp: now + seconds,
      aud: AUDIENCE,
      iss: ISSUER,
      jti: randomUUID(),
    };
    const text = `${header}.${encode(claims)}`;
    return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
  };
}
