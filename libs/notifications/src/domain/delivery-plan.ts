import { deliveryChannels, type DeliveryChannel, type NotificationKind } from '@almanac/contracts';
import { nextDigest } from './digest-time';
import { mayTell, type MasterSwitches, type NotificationPreferences } from './preferences';
import { quietUntil } from './quiet-hours';

/** A fact for one person, and how they can be reached and want to be. */
export interface PlanQuestion {
  kind: NotificationKind;
  /** Ways that were chosen for this very fact; they take the place of the matrix. */
  chosen?: readonly (DeliveryChannel | 'inApp')[] | undefined;
  /** Channels on which something else tells of it. */
  without?: readonly DeliveryChannel[] | undefined;
  preferences: NotificationPreferences;
  switches: MasterSwitches;
  reachable: Readonly<Record<DeliveryChannel, boolean>>;
  timeZone: string;
}

export interface PlannedDelivery {
  channel: DeliveryChannel;
  /** `gathering`: waits for a digest. */
  status: 'pending' | 'gathering';
  chosen: boolean;
  dueAt: Date;
}

export interface DeliveryPlan {
  inApp: boolean;
  deliveries: PlannedDelivery[];
}

/** What is of no use later: it goes out by itself, also where the person reads digests. */
const neverGathered: readonly NotificationKind[] = ['reminder', 'security'];

/** By which ways a person is told of a fact, and when. */
export function planDeliveries(question: PlanQuestion, now: Date): DeliveryPlan {
  const { kind, chosen, without = [], preferences, switches, reachable } = question;
  // Whoever has switched reminders off is not reminded, not even in the app.
  const silent = kind === 'reminder' && !switches.reminder;
  const channels = deliveryChannels.filter(
    (channel) =>
      reachable[channel] &&
      !without.includes(channel) &&
      (chosen === undefined || chosen.includes(channel)) &&
      mayTell(preferences, switches, kind, channel, chosen !== undefined),
  );
  const common = { chosen: chosen !== undefined };
  // What was asked for and cannot come as it was asked for is not lost: it is in the list.
  const listed = chosen === undefined || chosen.includes('inApp') || channels.length === 0;
  const inApp = !silent && listed && preferences.kinds[kind].inApp;
  return {
    inApp,
    deliveries: channels.map((channel) => ({ channel, ...common, ...timeOf(question, channel, now) })),
  };
}

function timeOf(
  { kind, preferences: { digest, quietHours }, timeZone }: PlanQuestion,
  channel: DeliveryChannel,
  now: Date,
): Pick<PlannedDelivery, 'status' | 'dueAt'> {
  if (waitsForNothing(kind)) return { status: 'pending', dueAt: now };
  if (channel === 'email' && digest !== 'immediate' && !neverGathered.includes(kind)) {
    const due = nextDigest(digest, now, timeZone);
    return { status: 'gathering', dueAt: quietUntil(quietHours, due, timeZone) };
  }
  return { status: 'pending', dueAt: quietUntil(quietHours, now, timeZone) };
}

/** Somebody may be in the account just now: that does not wait for the morning. */
export function waitsForNothing(kind: NotificationKind): boolean {
  return kind === 'security';
}
