import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { Database, mailLanguageOf, People, type MailLanguage, type RequestContext } from '@almanac/platform';
import { PreferencesService } from './preferences.service';
import { UnsubscribeLinks, type Unsubscribable } from './unsubscribe-links';

/** Of which mails a link is about, and the language that its reader gets mails in. */
export interface Unsubscribing {
  what: Unsubscribable;
  language: MailLanguage;
}

/** Ends mails by the link that is in each of them. */
@Injectable()
export class UnsubscribeService {
  constructor(
    private readonly links: UnsubscribeLinks,
    private readonly preferences: PreferencesService,
    private readonly people: People,
    private readonly database: Database,
  ) {}

  /** Of which mails the link is about. @throws DomainError INVALID_MAILED_TOKEN */
  async look(context: RequestContext, token: string): Promise<Unsubscribing> {
    const { userId, what } = this.links.read(token);
    return { what, language: await this.languageOf(context, userId) };
  }

  /** The same. Doing it twice does no harm. @throws DomainError INVALID_MAILED_TOKEN */
  async unsubscribe(context: RequestContext, token: string): Promise<Unsubscribing> {
    const { userId, what } = this.links.read(token);
    await this.preferences.withoutMails(context, userId, what);
    return { what, language: await this.languageOf(context, userId) };
  }

  /** A mail may outlive the account: then nobody knows what its reader speaks. */
  private async languageOf(context: RequestContext, userId: Id): Promise<MailLanguage> {
    return mailLanguageOf(await this.people.languageOf(this.database.for(context), userId));
  }
}
