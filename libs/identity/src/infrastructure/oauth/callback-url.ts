import type { Config } from '@almanac/platform';
import type { ProviderName } from '../../domain/oauth/outside-identity';

/** Where a provider sends people back to; it must be registered there. */
export function callbackUrl(config: Pick<Config, 'PUBLIC_URL'>, provider: ProviderName): string {
  return `${config.PUBLIC_URL.replace(/\/$/, '')}/api/v1/auth/oauth/${provider}/callback`;
}

/** The address of an authorization endpoint with what is asked; parameters of its own stay. */
export function authorizationUrl(endpoint: string, parameters: Record<string, string>): string {
  const url = new URL(endpoint);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}
