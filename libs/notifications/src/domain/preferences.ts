import { notificationKinds, type DeliveryChannel, type NotificationKind } from '@almanac/contracts';

/** The ways of one kind. */
export interface Ways {
  inApp: boolean;
  email: boolean;
  push: boolean;
  sms: boolean;
}
export const ways = ['inApp', 'email', 'push', 'sms'] as const;

export type Matrix = Record<NotificationKind, Ways>;
/** Only what was set, so that a new default reaches everybody who never chose. */
export type StoredMatrix = Partial<Record<NotificationKind, Partial<Ways>>>;

export const digests = ['immediate', 'hourly', 'daily'] as const;
export type Digest = (typeof digests)[number];

/** By the clock on the person's wall, `HH:mm`; over midnight where `to` is not after `from`. */
export interface QuietHours {
  from: string;
  to: string;
}

export interface NotificationPreferences {
  kinds: Matrix;
  quietHours: QuietHours | null;
  /** How mails come. */
  digest: Digest;
}

/** The master switches of the account. */
export type MasterSwitches = Readonly<Record<DeliveryChannel | 'reminder', boolean>>;

const loud: Ways = { inApp: true, email: true, push: true, sms: false };
const byMail: Ways = { inApp: true, email: true, push: false, sms: false };
/** A text message costs whoever runs this money, and is left to who asks for it. Talk comes often: no mail of it. */
export const defaultMatrix: Matrix = {
  assignment: loud,
  mention: loud,
  comment: { inApp: true, email: false, push: true, sms: false },
  invitation: loud,
  share: byMail,
  reminder: loud,
  job: byMail,
  security: loud,
  billing: byMail,
  gathering: loud,
  milestone: { inApp: true, email: false, push: false, sms: false },
};

/** The whole matrix, defaults filled in. Mails about security cannot be switched off, whatever is stored. */
export function effectiveMatrix(stored: StoredMatrix): Matrix {
  const rows = notificationKinds.map((kind): [NotificationKind, Ways] => [
    kind,
    { ...defaultMatrix[kind], ...stored[kind], ...(kind === 'security' ? { email: true } : {}) },
  ]);
  return Object.fromEntries(rows) as Matrix;
}

/** What to store of a matrix that a person gave: where it differs from the defaults. */
export function storedMatrix(given: StoredMatrix): StoredMatrix {
  const stored: StoredMatrix = {};
  for (const kind of notificationKinds) {
    const chosen = ways.filter((way) => {
      const value = given[kind]?.[way];
      return value !== undefined && value !== defaultMatrix[kind][way];
    });
    if (chosen.length > 0) stored[kind] = Object.fromEntries(chosen.map((way) => [way, given[kind]?.[way]]));
  }
  return stored;
}

/**
 * Whether a fact of the kind may be told on the channel. A channel that was chosen for it needs no yes of the matrix,
 * but what is on by itself and was switched off, such as by the link of a mail, stays off.
 */
export function mayTell(
  { kinds }: Pick<NotificationPreferences, 'kinds'>,
  switches: MasterSwitches,
  kind: NotificationKind,
  channel: DeliveryChannel,
  chosen: boolean,
): boolean {
  if (!switches[channel] || (kind === 'reminder' && !switches.reminder)) return false;
  return kinds[kind][channel] || (chosen && !defaultMatrix[kind][channel]);
}
