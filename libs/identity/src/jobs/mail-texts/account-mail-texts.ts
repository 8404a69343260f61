import type { DomainEvents, SecondFactorChange } from '@almanac/contracts';
import type { MailContent } from '@almanac/platform';

/** What a mail about an account says, without what all of them share. */
export type MailText = Pick<MailContent, 'subject' | 'greeting' | 'paragraphs'> &
  Partial<Pick<MailContent, 'action' | 'otherwise' | 'facts' | 'footer'>>;

export interface NoticeFacts {
  kind: DomainEvents['security.noticed']['kind'];
  time: string;
  device: string;
  ip: string | null;
  country: string | null;
}

export interface InvitationFacts {
  /** The kind of thing, and its name in English with the article. */
  kind: string;
  what: string;
  name: string;
  /** Nothing where the inviter has not proved their address. */
  inviter: string | undefined;
  role: string;
  email: string;
  until: string;
  url: string;
}

/** Every mail about an account, in one language. Times come as the reader reads them. */
export interface AccountMailTexts {
  /** Why somebody gets these mails. */
  footer: string;
  verifyEmail(url: string): MailText;
  registrationRepeated(): MailText;
  resetPassword(url: string): MailText;
  passwordChanged(): MailText;
  confirmOldEmail(newEmail: string, confirm: string, cancel: string): MailText;
  confirmNewEmail(url: string): MailText;
  emailChanged(newEmail: string): MailText;
  accountLocked(until: string): MailText;
  secondFactorChanged(change: SecondFactorChange): MailText;
  identityLinked(provider: string): MailText;
  securityNotice(facts: NoticeFacts): MailText;
  invitation(facts: InvitationFacts): MailText;
  exportReady(until: string, url: string): MailText;
  accountDeleted(days: number, until: string): MailText;
  accountRestored(): MailText;
}
