import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError, isId, type Id } from '@almanac/kernel';
import { Config, TokenSecret } from '@almanac/platform';
import type { MailedTokenPurpose } from './ports/mailed-token.repository';

/** What the text of a token is made for: tokens with a row of their own, those of an e-mail change, and invitations. */
export type LinkPurpose =
  | MailedTokenPurpose
  | 'confirm-email-change-old'
  | 'confirm-email-change-new'
  | 'cancel-email-change'
  | 'invitation';

/** `<id>.<mac>`: the UUID as 32 hexadecimal digits, and 256 bits that only this server can derive from it. */
const FORM = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})\.([A-Za-z0-9_-]{43})$/;

/**
 * The text of tokens in mails. It is derived from the id of the token's row, so the worker can write it into
 * the mail although it is kept nowhere: not in the database, nor in an event, a job or a log.
 */
@Injectable()
export class MailedTokens {
  constructor(
    private readonly secret: TokenSecret,
    private readonly config: Config,
  ) {}

  textOf(id: Id, purpose: LinkPurpose): string {
    return `${id.replaceAll('-', '')}.${this.secret.derive(`mailed-${purpose}/v1`, id)}`;
  }

  /**
   * The id in a token's text.
   * @throws DomainError INVALID_MAILED_TOKEN where the text is not one that this server made for the purpose.
   */
  idOf(text: string, purpose: LinkPurpose): Id {
    const match = FORM.exec(text);
    const id = match ? match.slice(1, 6).join('-') : '';
    if (!isId(id) || !this.secret.matches(`mailed-${purpose}/v1`, id, match?.[6] ?? ''))
      throw invalidMailedToken();
    return id;
  }

  /** The link of a mail: a page of the front-end, with the token as `?token=`. */
  link(page: string, id: Id, purpose: LinkPurpose): string {
    const url = new URL(`${this.config.PUBLIC_URL.replace(/\/$/, '')}/${page}`);
    url.searchParams.set('token', this.textOf(id, purpose));
    return url.href;
  }
}

/** The refusal of a mailed token: one for all reasons, so that it tells nothing. */
export function invalidMailedToken(): DomainError<ErrorCode> {
  return new DomainError<ErrorCode>(
    'INVALID_MAILED_TOKEN',
    'This link is wrong, was used before or has expired',
  );
}
