import { Injectable } from '@nestjs/common';
import { notificationKinds, type NotificationKind } from '@almanac/contracts';
import type { Id } from '@almanac/kernel';
import {
  callerOf,
  Database,
  invalid,
  People,
  requireExpected,
  UnitOfWork,
  type RequestContext,
} from '@almanac/platform';
import {
  effectiveMatrix,
  storedMatrix,
  type Digest,
  type QuietHours,
  type StoredMatrix,
} from '../domain/preferences';
import { PreferencesStore, type VersionedPreferences } from './ports/preferences-store';
import type { Unsubscribable } from './unsubscribe-links';

/** What somebody wants from now on; what is left out goes back to its default. */
export interface PreferencesInput {
  kinds?: StoredMatrix | undefined;
  quietHours?: QuietHours | null | undefined;
  digest?: Digest | undefined;
}

/** What people want to be told of, by which ways, and when. */
@Injectable()
export class PreferencesService {
  constructor(
    private readonly store: PreferencesStore,
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
    private readonly people: People,
  ) {}

  async mine(context: RequestContext): Promise<VersionedPreferences> {
    const { userId } = callerOf(context);
    return found(await this.store.of(this.database.for(context), [userId]), userId);
  }

  /** @throws DomainError VALIDATION_ERROR, PRECONDITION_FAILED */
  async replace(context: RequestContext, wanted: PreferencesInput): Promise<VersionedPreferences> {
    const { userId } = callerOf(context);
    const { kinds = {}, quietHours = null, digest = 'immediate' } = wanted;
    if (kinds.security?.email === false) throw securityMails();
    if (quietHours?.from === quietHours?.to && quietHours !== null) throw noTimeAtAll();
    return this.unitOfWork.run(context, async (tx) => {
      requireExpected(context, (await this.store.hold(tx, userId)).version);
      const chosen = { kinds: storedMatrix(kinds), quietHours, digest };
      const version = await this.store.replace(tx, userId, chosen);
      return { ...chosen, kinds: effectiveMatrix(chosen.kinds), version };
    });
  }

  /** Ends mails of the kind, or of all that digests bring. Doing it twice does no harm. */
  async withoutMails(context: RequestContext, userId: Id, what: Unsubscribable): Promise<void> {
    await this.unitOfWork.run(context, async (tx) => {
      // A mail may outlive the account.
      if (!(await this.people.find(tx, userId))) return;
      const before = await this.store.hold(tx, userId);
      const kinds: readonly NotificationKind[] =
        what === 'digest' ? notificationKinds.filter((kind) => kind !== 'security') : [what];
      const next = { ...before.kinds };
      for (const kind of kinds) next[kind] = { ...next[kind], email: false };
      await this.store.replace(tx, userId, { ...before, kinds: storedMatrix(next) });
    });
  }
}

function found(kept: ReadonlyMap<Id, VersionedPreferences>, userId: Id): VersionedPreferences {
  const preferences = kept.get(userId);
  if (!preferences) throw new Error('There are preferences of everybody');
  return preferences;
}

function securityMails() {
  const message = 'mails about security cannot be switched off';
  return invalid([{ field: 'kinds.security.email', message, rule: 'essential' }]);
}

function noTimeAtAll() {
  const message = 'quietHours.to must be another time than from';
  return invalid([{ field: 'quietHours.to', message, rule: 'different' }]);
}
