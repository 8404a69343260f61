import { Injectable } from '@nestjs/common';
import {
  RoutesEvents,
  toJob,
  toProcesses,
  type Delivery,
  type EventRouter,
  type RelayedEvent,
} from '@almanac/platform';

/** Where identity's domain events go: mails to write, and sessions to end in every process. */
@Injectable()
@RoutesEvents()
export class IdentityEventRouter implements EventRouter {
  route(event: RelayedEvent): Delivery[] {
    const mail = mailOf(event);
    return mail ? [mail] : effectsOf(event);
  }
}

/** The mail that the event asks for. */
function mailOf(event: RelayedEvent): Delivery | undefined {
  switch (event.name) {
    case 'user.verification-requested':
      return toJob('mail', 'verify-email', event.payload);
    case 'user.registration-repeated':
      return toJob('mail', 'registration-repeated', event.payload);
    case 'user.password-reset-requested':
      return toJob('mail', 'reset-password', event.payload);
    case 'user.password-changed':
      return toJob('mail', 'password-changed', event.payload);
    case 'user.email-change-requested': {
      const { changeId, side } = event.payload;
      return toJob('mail', `confirm-email-change-${side}`, { changeId });
    }
    case 'user.email-changed':
      return toJob('mail', 'email-changed', { changeId: event.payload.changeId });
    case 'user.locked':
      return toJob('mail', 'account-locked', event.payload);
    case 'user.second-factor-changed':
      return toJob('mail', 'second-factor-changed', event.payload);
    case 'user.identity-linked':
      return toJob('mail', 'identity-linked', event.payload);
    case 'invitation.created':
      return toJob('mail', 'invitation', event.payload);
    case 'security.noticed':
      return toJob('mail', 'security-notice', { ...event.payload, at: event.occurredAt.toISOString() });
    case 'user.export-ready':
      return toJob('mail', 'data-export-ready', event.payload);
    case 'user.deleted':
      return toJob('mail', 'account-deleted', event.payload);
    case 'user.restored':
      return toJob('mail', 'account-restored', event.payload);
    default:
      return undefined;
  }
}

/** What every process must hear of sign-ins and rights, and what heals a crash just after the commit. */
function effectsOf(event: RelayedEvent): Delivery[] {
  switch (event.name) {
    case 'session.revoked': {
      const { userId, sessionIds } = event.payload;
      return [
        toProcesses('sessions-ended', { userId, sessionIds }),
        toJob('maintenance', 'end-sessions', { userId, sessionIds }),
      ];
    }
    case 'user.export-requested':
      return [toJob('exports', 'data-export', { jobId: event.payload.jobId })];
    case 'api-key.revoked': {
      const { userId, apiKeyId } = event.payload;
      return [
        toProcesses('sessions-ended', { userId, sessionIds: [apiKeyId] }),
        toJob('maintenance', 'renew-states', { userId }),
      ];
    }
    case 'user.authorisation-changed':
      return [
        toProcesses('authorisation-changed', event.payload),
        toJob('maintenance', 'renew-states', event.payload),
      ];
    // Sockets ask about their rooms anew: those of the team's planners may be open to them now, or no longer.
    case 'team.member-joined':
    case 'team.member-updated':
    case 'team.member-removed':
      return [toProcesses('authorisation-changed', { userId: event.payload.userId })];
    case 'role.updated':
    case 'role.deleted':
      return [
        toProcesses('authorisation-changed', { userId: null }),
        toJob('maintenance', 'raise-role-epoch', { epoch: event.payload.epoch }),
      ];
    default:
      return [];
  }
}
