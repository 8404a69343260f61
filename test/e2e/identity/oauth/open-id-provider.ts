import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { join } from 'node:path';

const START_MS = 20_000;

/** Real OpenID providers, in the place of Google and Microsoft. */
export interface OpenIdProviders {
  google: { issuer: string };
  microsoft: { issuer: string };
  /** The private key that signs ID tokens, as a JWK. */
  key: Record<string, string>;
  stop(): Promise<void>;
}

export async function startOpenIdProviders(publicUrl: string): Promise<OpenIdProviders> {
  const child = spawn(process.execPath, [join(__dirname, 'provider.mjs'), publicUrl], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...process.env, NODE_OPTIONS: '--no-warnings', NODE_NO_WARNINGS: '1' },
  });
  // A test that fails before it stops them shall not hang: they end with their parent.
  child.unref();
  const said = await firstLine(child);
  return {
    ...(JSON.parse(said) as Omit<OpenIdProviders, 'stop'>),
    stop: async () => {
      child.ref();
      child.stdin.end();
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}

/** The first line of JSON that the program prints. @throws Error where it ends, or says nothing for too long. */
function firstLine(child: ChildProcessByStdio<Writable, Readable, null>): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const fail = (why: string) => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      reject(new Error(`The OpenID providers ${why}; they printed: ${text}`));
    };
    const timer = setTimeout(() => fail('did not start in time'), START_MS);
    child.once('error', (error) => fail(error.message));
    child.once('exit', () => fail('ended'));
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      const line = /^(\{.*\})$/m.exec(text)?.[1];
      if (line === undefined) return;
      clearTimeout(timer);
      child.removeAllListeners('exit');
      resolve(line);
    });
  });
}
