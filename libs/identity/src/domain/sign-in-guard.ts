/**
 * What sign-in counts, for an account, a known device or an address. An attempt takes a place before the
 * password is looked at and gives it back after; places and failures together never exceed the limit, so
 * twenty guesses at once are no more than five in a row. Attempts that find all places taken wait: among
 * them may be the right password.
 */
export interface GuardState {
  failures: number;
  /** Attempts under way. */
  pending: number;
  /** Places that were not given back by then belonged to a process that died. */
  pendingUntil: Date | null;
  /** Until when the failures count. */
  windowEndsAt: Date | null;
}

export interface GuardRule {
  /** Failures after which nothing is let in until the window ends. */
  limit: number;
  windowSeconds: number;
  /** Each failure begins the window anew: the lock lasts a whole window from the failure that filled it. */
  sliding: boolean;
}

/** Five failures lock an account, or a known device, for 15 minutes (spec: identity.md, fine-print.md). */
export const accountRule: GuardRule = { limit: 5, windowSeconds: 15 * 60, sliding: true };
/** An address with 30 failures in 15 minutes is refused for the rest of them. */
export const addressRule: GuardRule = { limit: 30, windowSeconds: 15 * 60, sliding: false };

/** How long an attempt may hold its place, in seconds. */
const PLACE_SECONDS = 60;

export const openGuard: GuardState = { failures: 0, pending: 0, pendingUntil: null, windowEndsAt: null };

export type Admission =
  | { kind: 'admitted'; state: GuardState }
  /** Locked; seconds until the lock ends. */
  | { kind: 'closed'; retryAfter: number }
  /** All places are taken; ask again in a moment. */
  | { kind: 'busy' };

/** Asks for a place. */
export function admit(state: GuardState, rule: GuardRule, now: Date): Admission {
  const present = settle(state, now);
  if (present.failures >= rule.limit) {
    const milliseconds = (present.windowEndsAt ?? now).getTime() - now.getTime();
    return { kind: 'closed', retryAfter: Math.max(1, Math.ceil(milliseconds / 1000)) };
  }
  if (present.failures + present.pending >= rule.limit) return { kind: 'busy' };
  return {
    kind: 'admitted',
    state: { ...present, pending: present.pending + 1, pendingUntil: after(now, PLACE_SECONDS) },
  };
}

/** Gives the place back after a failure, and counts it. */
export function recordFailure(state: GuardState, rule: GuardRule, now: Date): GuardState {
  const present = release(state, now);
  const keeps = !rule.sliding && present.windowEndsAt !== null;
  return {
    ...present,
    failures: present.failures + 1,
    windowEndsAt: keeps ? present.windowEndsAt : after(now, rule.windowSeconds),
  };
}

/** Gives the place back after a success; failures are forgiven where the rule is about one account. */
export function recordSuccess(state: GuardState, rule: GuardRule, now: Date): GuardState {
  const present = release(state, now);
  return rule.sliding ? { ...present, failures: 0, windowEndsAt: null } : present;
}

/** Gives the place back with nothing learned: the attempt was broken off. */
export function release(state: GuardState, now: Date): GuardState {
  const present = settle(state, now);
  const pending = Math.max(0, present.pending - 1);
  return { ...present, pending, pendingUntil: pending === 0 ? null : present.pendingUntil };
}

/** Forgets what is past its time. */
function settle(state: GuardState, now: Date): GuardState {
  const counts = state.windowEndsAt !== null && state.windowEndsAt > now;
  const held = state.pendingUntil !== null && state.pendingUntil > now;
  return {
    failures: counts ? state.failures : 0,
    windowEndsAt: counts ? state.windowEndsAt : null,
    pending: held ? state.pending : 0,
    pendingUntil: held ? state.pendingUntil : null,
  };
}

function after(now: Date, seconds: number): Date {
  return new Date(now.getTime() + seconds * 1000);
}
