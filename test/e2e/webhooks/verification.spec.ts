import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';

/** The code of docs/webhooks.md as it stands there, run on messages that the reference library has signed. */
const page = readFileSync(join(__dirname, '../../../docs/webhooks.md'), 'utf8');
const codeIn = (language: string): string =>
  new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(page)?.[1] ?? '';
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const IN_TIME = { 'webhook-id': 'msg_1', 'webhook-timestamp': String(Math.floor(Date.now() / 1000)) };
const BODY = '{"type":"webhook.ping","data":{"title":"Grüße 🌱"}}';

function hasPython(): boolean {
  try {
    execFileSync('python3', ['--version']);
    return true;
  } catch {
    return false;
  }
}

const languages = {
  js: (input: string) =>
    execFileSync(
      process.execPath,
      [
        '-e',
        `${codeIn('js')}
       const { secret, headers, body } = JSON.parse(process.argv[1]);
       console.log(verifyWebhook(secret, headers, body).type);`,
        input,
      ],
      { stdio: 'pipe' },
    ),
  python: (input: string) =>
    execFileSync(
      'python3',
      [
        '-c',
        `${codeIn('python')}
import sys
given = json.loads(sys.argv[1])
print(verify_webhook(given["secret"], given["headers"], given["body"].encode())["type"])`,
        input,
      ],
      { stdio: 'pipe' },
    ),
};

/** How both refuse; what the code itself holds of these words has no colon. */
const REFUSED = /\bError: (too old|wrong signature)|ValueError: /;

function message({
  secret = SECRET,
  at = new Date(),
  body = BODY,
  more = '',
  instead = undefined as Record<string, string> | undefined,
} = {}): string {
  const signature = new Webhook(SECRET).sign('msg_1', at, BODY);
  const headers = {
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': `${more}${signature}`,
  };
  return JSON.stringify({ secret, headers: instead ?? headers, body });
}

describe.each(Object.keys(languages) as (keyof typeof languages)[])(
  'the code for receivers in %s',
  (language) => {
    const run = (input: string) => languages[language](input).toString().trim();
    const works = language === 'python' && !hasPython() ? it.skip : it;

    works('takes what was signed, also beside another signature', () => {
      expect(run(message())).toBe('webhook.ping');
      expect(run(message({ more: 'v1,AAAA v2,x ' }))).toBe('webhook.ping');
    });

    works.each([
      ['another body', { body: BODY.replace('ping', 'pong') }],
      ['another secret', { secret: 'whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }],
      ['an old message', { at: new Date(Date.now() - 600_000) }],
      ['a message without our headers', { instead: {} }],
      ['a time that is none', { instead: { 'webhook-id': 'x', 'webhook-timestamp': 'now' } }],
      ['a signature in other letters', { instead: { ...IN_TIME, 'webhook-signature': 'v1,ü' } }],
      ['no signature', { instead: IN_TIME }],
    ])('refuses %s', (_what, change) => {
      expect(() => run(message(change))).toThrow(REFUSED);
    });
  },
);
