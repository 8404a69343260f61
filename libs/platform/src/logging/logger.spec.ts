import { Writable } from 'node:stream';
import { loggerTo, NestLogger } from './logger';

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

  it.each(['RoutesResolver', '_RoutesResolver'])(
    'keeps what Nest says at its start for debug: %s',
    (name) => {
      let written = '';
      const sink = new Writable({
        write(chunk: Buffer, _encoding, done) {
          written += chunk.toString();
          done();
        },
      });
      const nest = new NestLogger(loggerTo(sink, { LOG_LEVEL: 'info' }, 'test'));
      nest.log('Mapped {/health, GET} route', name);
      nest.log('something else', 'Other');
      expect(written).not.toContain('Mapped');
      expect(written).toContain('something else');
    },
  );
});
