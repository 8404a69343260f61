import { Writable } from 'node:stream';
import { loggerTo } from './logger';

describe('the logger', () => {
  it('never writes a secret, wherever it stands', async () => {
    let written = '';
    const sink = new Writable({
      write(chunk: Buffer, _encoding, done) {
        written += chunk.toString();
        done();
      },
    });
    const logger = loggerTo(sink, { LOG_LEVEL: 'trace' }, 'test');
    const secret = 'S3cret!value';
    logger.info(
      { password: secret, user: { newPassword: secret, currentPassword: secret }, refreshToken: secret },
      'one',
    );
    logger.warn(
      {
        headers: {
          authorization: `Bearer ${secret}`,
          cookie: secret,
          'set-cookie': secret,
          'x-api-key': secret,
        },
      },
      'two',
    );
    logger.error(
      { body: { token: secret, accessToken: secret, backupCode: secret, mfa: { secret } } },
      'three',
    );
    logger.info({ req: { headers: { authorization: secret } } }, 'four');
    await new Promise((resolve) => setImmediate(resolve));
    expect(written.split('\n').filter(Boolean)).toHaveLength(4);
    expect(written).not.toContain(secret);
    expect(written).toContain('[redacted]');
  });
});
