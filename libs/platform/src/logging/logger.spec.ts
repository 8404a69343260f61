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

  it.each(['InstanceLoader', '_InstanceLoader', '_RouterExplorer'])(
    'leaves what Nest tells of its start to whoever asks for it: %s',
    (context) => {
      const written = { info: '', debug: '' };
      for (const level of ['info', 'debug'] as const) {
        const sink = { write: (line: string) => (written[level] += line) };
        const nest = new NestLogger(loggerTo(sink, { LOG_LEVEL: level }, 'test'));
        nest.log('AppModule dependencies initialized', context);
        nest.error('It is broken', 'a stack', '_ExceptionsHandler');
      }
      expect(written.info).not.toContain('initialized');
      expect(written.info).toContain('"context":"ExceptionsHandler"');
      expect(written.debug).toContain('initialized');
    },
  );
});
