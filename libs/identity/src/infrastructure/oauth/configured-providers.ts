import { Injectable } from '@nestjs/common';
import { Config, OutgoingClient } from '@almanac/platform';
import { OAuthProviders, type OAuthProvider } from '../../application/ports/oauth/oauth-provider';
import { isProviderName, type ProviderName } from '../../domain/oauth/outside-identity';
import { GithubProvider } from './github.provider';
import { GoogleProvider } from './google.provider';
import { MicrosoftProvider } from './microsoft.provider';

/** The providers whose client id and secret are both set. */
@Injectable()
export class ConfiguredProviders extends OAuthProviders {
  override readonly names: readonly ProviderName[];
  private readonly providers = new Map<ProviderName, OAuthProvider>();

  constructor(config: Config, outgoing: OutgoingClient) {
    super();
    const on = (id: string, secret: string): boolean => id !== '' && secret !== '';
    if (on(config.GOOGLE_CLIENT_ID, config.GOOGLE_CLIENT_SECRET))
      this.providers.set('google', new GoogleProvider(config, outgoing));
    if (on(config.GITHUB_CLIENT_ID, config.GITHUB_CLIENT_SECRET))
      this.providers.set('github', new GithubProvider(config, outgoing));
    if (on(config.MICROSOFT_CLIENT_ID, config.MICROSOFT_CLIENT_SECRET))
      this.providers.set('microsoft', new MicrosoftProvider(config, outgoing));
    this.names = [...this.providers.keys()];
  }

  override find(name: string): OAuthProvider | undefined {
    return isProviderName(name) ? this.providers.get(name) : undefined;
  }
}
