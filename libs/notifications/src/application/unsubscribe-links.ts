import { Injectable } from '@nestjs/common';
import { notificationKinds, type ErrorCode, type NotificationKind } from '@almanac/contracts';
import { DomainError, isId, type Id } from '@almanac/kernel';
import { Config, TokenSecret, type MacPurpose } from '@almanac/platform';

const PURPOSE: MacPurpose = 'unsubscribe/v1';

/** Of which mails somebody wants no more; `digest`: of all that digests bring. */
export type Unsubscribable = Exclude<NotificationKind, 'security'> | 'digest';

/**
 * Links that end one kind of mail for one person, with no sign-in (RFC 8058). They are made when a mail is written,
 * kept nowhere, and good for as long as the server's secret: a mail may be old when its reader has had enough.
 */
@Injectable()
export class UnsubscribeLinks {
  constructor(
    private readonly secret: TokenSecret,
    private readonly config: Config,
  ) {}

  of(userId: Id, what: Unsubscribable): string {
    const token = `${userId}.${what}.${this.secret.derive(PURPOSE, signed(userId, what))}`;
    return `${this.config.PUBLIC_URL.replace(/\/+$/, '')}/unsubscribe?token=${token}`;
  }

  /** @throws DomainError INVALID_MAILED_TOKEN where we did not make the link */
  read(token: string): { userId: Id; what: Unsubscribable } {
    const [userId = '', what = '', mac = '', ...rest] = token.split('.');
    if (rest.length === 0 && isId(userId) && isUnsubscribable(what)) {
      if (this.secret.matches(PURPOSE, signed(userId, what), mac)) return { userId, what };
    }
    throw new DomainError<ErrorCode>(
      'INVALID_MAILED_TOKEN',
      'This link is not one of ours, or not all of it',
    );
  }
}

/** Mails about security cannot be ended, so no link of ours says so. */
export function isUnsubscribable(what: string): what is Unsubscribable {
  return what === 'digest' || (what !== 'security' && notificationKinds.some((kind) => kind === what));
}

function signed(userId: Id, what: Unsubscribable): string {
  return `${userId}\n${what}`;
}
