import { textWithoutSecrets, withoutSecrets } from './without-secrets';

describe('textWithoutSecrets', () => {
  it.each([
    [
      'connect to smtp://user:hunter2@mail.example:25 failed',
      'connect to smtp://[redacted]@mail.example:25 failed',
    ],
    ['401 for Authorization: Bearer abc.def-ghi', '401 for Authorization: [redacted] [redacted]'],
    [
      'GET https://example.org/a?token=abc&x=1 gave 500',
      'GET https://example.org/a?token=[redacted]&x=[redacted] gave 500',
    ],
    ['550 no such user ann.lee+x@example.co.uk', '550 no such user [address]'],
    ['{"password": "hunter2", "port": 25}', '{"password": "[redacted]", "port": 25}'],
    ['signs with whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD', 'signs with [redacted]'],
    ['550 what is this?\0', '550 what is this?\ufffd'],
    [`key ${'a1'.repeat(30)} is revoked`, 'key [redacted] is revoked'],
    [
      'There is no row 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11',
      'There is no row 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11',
    ],
  ])('%s', (text, shown) => expect(textWithoutSecrets(text)).toBe(shown));

  it('is done with long texts, however they begin, and keeps an error what it is', async () => {
    // With a look at all that follows, for each sign, the test comes to its time limit.
    const error = withoutSecrets(new TypeError('a@'.repeat(500_000)));
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect([error instanceof TypeError, error.message.length <= 2000]).toEqual([true, true]);
  });
});
