import { newId } from '@almanac/kernel';
import type { Config } from '@almanac/platform';
import { JwtService } from '@nestjs/jwt';
import { JwtAccessTokens } from './jwt-access-tokens';
import { jwtOptions } from './jwt-keys';

const secrets = { now: 'n'.repeat(40), former: 'f'.repeat(40) };

function tokens(signing: string, previous = ''): JwtAccessTokens {
  const config: Partial<Config> = {
    JWT_SECRET: signing,
    JWT_PREVIOUS_SECRETS: previous === '' ? [] : previous.split(','),
    JWT_ISSUER: 'almanac',
    JWT_AUDIENCE: 'almanac-api',
  };
  return new JwtAccessTokens(new JwtService(jwtOptions(config as Config)));
}

const claims = {
  sub: newId(),
  sid: newId(),
  email: 'ada@example.com',
  role: 'free',
  permissions: ['read:own-profile'],
};

describe('access tokens', () => {
  it('are read back, and from memory the second time', () => {
    const made = tokens(secrets.now);
    const token = made.issue(claims, 60);
    const access = made.verify(token);
    expect(access).toMatchObject({ userId: claims.sub, sessionId: claims.sid });
    expect(made.verify(token)).toBe(access);
  });

  it('outlive a change of the secret while the former one is named', () => {
    const token = tokens(secrets.former).issue(claims, 60);
    expect(tokens(secrets.now, secrets.former).verify(token).userId).toBe(claims.sub);
    expect(() => tokens(secrets.now).verify(token)).toThrow(
      expect.objectContaining({ code: 'INVALID_TOKEN' }),
    );
  });

  it('expire, also those in memory', () => {
    jest.useFakeTimers();
    try {
      const made = tokens(secrets.now);
      const token = made.issue(claims, 60);
      made.verify(token);
      jest.advanceTimersByTime(61_000);
      expect(() => made.verify(token)).toThrow(expect.objectContaining({ code: 'TOKEN_EXPIRED' }));
      expect(() => tokens(secrets.now).verify(token)).toThrow(
        expect.objectContaining({ code: 'TOKEN_EXPIRED' }),
      );
    } finally {
      jest.useRealTimers();
    }
  });
});
