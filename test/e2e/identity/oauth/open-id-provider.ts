import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { resolve } from 'node:path';

/** Real OpenID providers, in the place of Google and Microsoft. */
export interface OpenIdProviders {
  google: { issuer: string };
  microsoft: { issuer: string };
  /** The private key that signs ID tokens, as a JWK. */
  key: Record<string, string>;
  stop(): Promise<void>;
}

export async function startOpenIdProviders(publicUrl: string): Promise<OpenIdProviders> {
  const child = spawn(process.execPath, [resolve(__dirname, 'provider.mjs'), publicUrl], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '--no-warnings', NODE_NO_WARNINGS: '1' },
  });
  // A test that fails before it stops them shall not hang: they end with their parent.
  child.unref();
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith('{')) continue;
    return {
      ...JSON.parse(line),
      stop: async () => {
        child.ref();
        child.stdin.end();
        if (child.exitCode === null) await once(child, 'exit');
      },
    };
  }
  throw new Error('The providers did not start');
}
