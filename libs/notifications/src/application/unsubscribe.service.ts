import { Injectable } from '@nestjs/common';
import type { RequestContext } from '@almanac/platform';
import { PreferencesService } from './preferences.service';
import { UnsubscribeLinks, type Unsubscribable } from './unsubscribe-links';

/** Ends mails by the link that is in each of them. */
@Injectable()
export class UnsubscribeService {
  constructor(
    private readonly links: UnsubscribeLinks,
    private readonly preferences: PreferencesService,
  ) {}

  /** Of which mails the link is about. @throws DomainError INVALID_MAILED_TOKEN */
  look(token: string): Unsubscribable {
    return this.links.read(token).what;
  }

  /** The same. Doing it twice does no harm. @throws DomainError INVALID_MAILED_TOKEN */
  async unsubscribe(context: RequestContext, token: string): Promise<Unsubscribable> {
    const { userId, what } = this.links.read(token);
    await this.preferences.withoutMails(context, userId, what);
    return what;
  }
}
