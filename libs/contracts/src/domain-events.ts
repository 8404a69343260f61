import { z } from 'zod';
import { deliveryChannels, notificationKinds } from './notifications';
import { secondFactorChange } from './second-factor-changes';
import { teamRoles } from './teams';

/**
 * Every domain event: name → payload. Written to the outbox in the transaction that causes it, and
 * checked again by whoever hears it. Payloads hold no secret: a mailed token is named by its id alone.
 */
const id = z.uuid();
/** A resource as the API shows it. Its inner shape belongs to the feature; here only the identity counts. */
const resource = z.looseObject({ id });
/** What is told of it: a device in our own words, never what a client calls itself. */
export const noticeFields = {
  kind: z.enum(['new-device', 'new-country', 'many-accounts', 'token-reuse']),
  device: z.string().max(100),
  ip: z.string().max(64).nullable(),
  country: z.string().max(2).nullable(),
};
/** Where a reminder is heard. */
export const reminderChannels = ['email', 'push', 'sms', 'in-app'] as const;
const teamRole = z.enum(teamRoles);
const planningRole = z.enum(['viewer', 'editor', 'admin', 'owner']);
/** Their name at that time, as front-ends show it. */
const named = z.object({ id, displayName: z.string().nullable() });
const dueDelivery = z.object({ deliveryId: id, channel: z.enum(deliveryChannels) });
export const seenNotification = z.object({
  id,
  kind: z.enum(notificationKinds),
  title: z.string(),
  body: z.string(),
  url: z.string().nullable(),
  resource: z.object({ type: z.string(), id }).nullable(),
  read: z.boolean(),
  createdAt: z.iso.datetime(),
});
const removed = z.object({ id, plannerId: id });
const plan = z.enum(['premium', 'enterprise']);
/** Amounts are in minor units of the currency (ISO 4217, upper case). */
export const billingNotice = z.discriminatedUnion('what', [
  z.object({ what: z.literal('trial-ending'), plan, at: z.iso.datetime() }),
  z.object({ what: z.literal('payment-failed'), plan, until: z.iso.datetime() }),
  z.object({ what: z.literal('action-required') }),
  z.object({ what: z.literal('ended'), plan, unpaid: z.boolean() }),
  /** A second subscription was ended, and what was paid for it goes back. */
  z.object({ what: z.literal('doubled'), plan }),
  /** An account came back, and with it the renewal of its subscription. */
  z.object({ what: z.literal('renewal-resumed'), plan, at: z.iso.datetime().nullable() }),
  /** A tier that was given by hand ends soon, or has ended. `tier`: the one that is left then. */
  z.object({ what: z.literal('gift-ending'), plan, tier: z.enum(['free', 'premium']), at: z.iso.datetime() }),
  z.object({ what: z.literal('gift-ended'), plan, tier: z.enum(['free', 'premium']) }),
  z.object({ what: z.literal('refunded'), amount: z.number().int(), currency: z.string().length(3) }),
]);
export type BillingNotice = z.infer<typeof billingNotice>;

/** `mentions`: people named in it who may see it, to be told; `comments`: how many the activity has now. */
const commented = z.object({ comment: resource, mentions: z.array(id), comments: z.number().int() });

/** Somebody on a plan by name; `audience` has them, too, and everybody else on it. */
const planMember = z.object({ planId: id, user: named, audience: z.array(id) });

export const domainEvents = {
  'user.registered': z.object({ userId: id }),
  /** Somebody registered with the address of this user, on a server that conceals that it is taken. */
  'user.registration-repeated': z.object({ userId: id }),
  'user.updated': z.object({ userId: id }),
  /**
   * A verification mail was asked for. It is announced for addresses that nobody has, too, so that asking
   * costs the same time: then there is no such token, and no mail.
   */
  'user.verification-requested': z.object({ tokenId: id }),
  'user.email-verified': z.object({ userId: id }),
  /** As `user.verification-requested`: announced for addresses that nobody has, too. */
  'user.password-reset-requested': z.object({ tokenId: id }),
  'user.password-changed': z.object({ userId: id }),
  /** One for each of the two mails, as a mail has the id of its event. */
  'user.email-change-requested': z.object({ userId: id, changeId: id, side: z.enum(['old', 'new']) }),
  'user.email-changed': z.object({ userId: id, changeId: id }),
  'user.locked': z.object({ userId: id, until: z.iso.datetime() }),
  /** Something about the person's ways to prove who they are; they are told by mail. */
  'user.second-factor-changed': z.object({ userId: id, change: secondFactorChange }),
  /** An outside provider opens the account from now on, or no longer does. */
  'user.identity-linked': z.object({ userId: id, provider: z.string() }),
  'user.identity-unlinked': z.object({ userId: id, provider: z.string() }),
  /** Somebody wants everything that the system holds on them; the job is in the same transaction. */
  'user.export-requested': z.object({ userId: id, jobId: id }),
  /** Somebody wants a file of something that they may see; the job is in the same transaction. */
  'export.requested': z.object({ userId: id, jobId: id }),
  /** Somebody has sent a file that is to become a planner; the job is in the same transaction. */
  'import.requested': z.object({ userId: id, jobId: id }),
  'user.export-ready': z.object({ userId: id, jobId: id }),
  /** Until `purgeAt` a sign-in restores the account. */
  'user.deleted': z.object({ userId: id, purgeAt: z.iso.datetime() }),
  'user.restored': z.object({ userId: id }),
  /** Something that may be an attack on the user's account; they are told of it. */
  'security.noticed': z.object({ userId: id, ...noticeFields }),
  'session.started': z.object({ userId: id, sessionId: id }),
  'session.revoked': z.object({ userId: id, sessionIds: z.array(id), reason: z.string() }),
  'session.token-reused': z.object({ userId: id, sessionId: id }),
  /** What the user or a key of theirs may do has changed, or whether the account may be used. */
  'user.authorisation-changed': z.object({ userId: id }),
  'user.roles-changed': z.object({ userId: id, roleIds: z.array(id) }),
  'api-key.created': z.object({ userId: id, apiKeyId: id }),
  'api-key.updated': z.object({ userId: id, apiKeyId: id }),
  'api-key.rotated': z.object({ userId: id, apiKeyId: id }),
  'api-key.revoked': z.object({ userId: id, apiKeyId: id }),
  'role.created': z.object({ roleId: id }),
  'role.updated': z.object({ roleId: id, epoch: z.number().int() }),
  'role.deleted': z.object({ roleId: id, epoch: z.number().int() }),
  'team.created': z.object({ teamId: id }),
  'team.updated': z.object({ teamId: id }),
  /** After a `team.member-removed` for each who belonged to it until then. */
  'team.deleted': z.object({ teamId: id }),
  'team.member-joined': z.object({ teamId: id, userId: id, role: teamRole }),
  'team.member-updated': z.object({ teamId: id, userId: id, role: teamRole }),
  'team.member-removed': z.object({ teamId: id, userId: id }),
  /** The mail with the link is due. Whether the address belongs to an account is nobody's business. */
  'invitation.created': z.object({ invitationId: id }),
  'invitation.accepted': z.object({ invitationId: id, userId: id }),
  'invitation.declined': z.object({ invitationId: id }),
  'invitation.revoked': z.object({ invitationId: id }),
  /** `audience`: who hears of a planner of a team, as nobody can be in its room yet. */
  'planner.created': z.object({ planner: resource, audience: z.array(id).optional() }),
  'planner.updated': z.object({ planner: resource }),
  'planner.deleted': z.object({ planner: z.object({ id }) }),
  'planner.restored': z.object({ planner: resource, audience: z.array(id).optional() }),
  'collaborator.joined': z.object({ plannerId: id, user: named, role: planningRole }),
  'collaborator.updated': z.object({ plannerId: id, user: named, role: planningRole }),
  'collaborator.left': z.object({ plannerId: id, user: named }),
  'section.created': z.object({ section: resource }),
  'section.updated': z.object({ section: resource }),
  'section.deleted': z.object({ section: removed }),
  'activity.created': z.object({ activity: resource }),
  'activity.updated': z.object({ activity: resource }),
  'activity.moved': z.object({ activity: resource }),
  'activity.deleted': z.object({ activity: removed }),
  'activity.restored': z.object({ activity: resource }),
  /** These people were newly assigned, by somebody else; beside the event of the write that did it. */
  'activity.assigned': z.object({
    activityId: id,
    plannerId: id,
    title: z.string(),
    userIds: z.array(id).min(1),
  }),
  /** The same for many activities that one act assigned: how many to whom, which, and one of them by its title. */
  'activities.assigned': z.object({
    plannerId: id,
    assigned: z
      .array(
        z.object({
          userId: id,
          count: z.number().int().min(1),
          activityId: id,
          title: z.string(),
          /** Left out by versions before this one. */
          activityIds: z.array(id).min(1).optional(),
        }),
      )
      .min(1),
  }),
  'comment.created': commented,
  'comment.updated': commented,
  'comment.deleted': z.object({
    comment: z.object({ id, activityId: id, plannerId: id }),
    mentions: z.array(id),
    comments: z.number().int(),
  }),
  /** Without its steps, which may be megabytes. `audience`: its owner and members, who have no room of its own. */
  'plan.created': z.object({ plan: resource, audience: z.array(id) }),
  'plan.updated': z.object({ plan: resource, audience: z.array(id) }),
  'plan.deleted': z.object({ plan: z.object({ id }), audience: z.array(id) }),
  'plan.restored': z.object({ plan: resource, audience: z.array(id) }),
  'plan.member-joined': planMember.extend({ role: planningRole }),
  'plan.member-updated': planMember.extend({ role: planningRole }),
  'plan.member-left': planMember,
  /** Its steps were written as activities, each with an event of its own. */
  'plan.applied': z.object({ plan: z.object({ id }), plannerId: id }),
  /** `userId`: whose template it is. */
  'template.created': z.object({ userId: id, template: z.object({ id }) }),
  'template.updated': z.object({ userId: id, template: z.object({ id }) }),
  'template.deleted': z.object({ userId: id, template: z.object({ id }) }),
  /** Its bytes are gone, too. `userId`: whose it was. */
  'file.deleted': z.object({ fileId: id, userId: id }),
  /** A test, or a delivery once more, was asked for. */
  'webhook.delivery-requested': z.object({ webhookId: id, userId: id, deliveryId: id }),
  /** It failed for so long, or its receiver said that it is gone, that it was switched off. */
  /** Of its address the host alone: the rest of it may hold a key. `gone`: the receiver said so, by 410. */
  'webhook.disabled': z.object({
    webhookId: id,
    userId: id,
    host: z.string(),
    reason: z.enum(['failing', 'gone']),
  }),
  /** Stripe has told of something; what, stands in `stripe_events`. */
  'billing.event-received': z.object({ stripeEventId: z.string().max(255) }),
  /** A second subscription of one account is to be ended, and what was paid for it given back. */
  'billing.subscription-doubled': z.object({ userId: id, stripeSubscriptionId: z.string().max(255) }),
  /** An admin wants subscriptions compared with Stripe's. */
  'billing.comparison-requested': z.object({ reconciliationId: id }),
  /** The account of a customer is gone: nothing may be charged any more. */
  'billing.customer-orphaned': z.object({ customerId: z.string().max(255) }),
  /** What somebody pays for, or may use because of it, has changed. */
  'subscription.changed': z.object({
    userId: id,
    subscriptionId: id,
    plan,
    status: z.enum(['active', 'inactive', 'cancelled', 'expired']),
  }),
  /** Something about somebody's subscription or payments that they are told, once. */
  'billing.noticed': z.object({ userId: id, notice: billingNotice }),
  /** An admin wants a job to be run again. `eventId`: for which it was put in first; its effect happens once for it. */
  'dead-letter.retried': z.object({
    deadLetterId: id,
    queue: z.string(),
    name: z.string(),
    eventId: id,
    payload: z.unknown(),
  }),
  /**
   * The time of a reminder has come; `userId`: who set it and may still see the activity. Announced once for each time
   * that a reminder was set to. `channels`: where the person wants to hear of it.
   */
  'reminder.due': z.object({
    reminderId: id,
    activityId: id,
    plannerId: id,
    userId: id,
    title: z.string(),
    dueDate: z.iso.datetime().nullable(),
    channels: z.array(z.enum(reminderChannels)),
  }),
  /** Work that somebody may follow has ended, one way or another. */
  'job.finished': z.object({
    jobId: id,
    userId: id,
    type: z.string(),
    status: z.enum(['completed', 'failed', 'cancelled']),
    /** For the person alone, signed in themselves; left out by versions before this one. */
    personal: z.boolean().optional(),
    /** Permissions that it takes to see it, all of them; the same. */
    needs: z.array(z.string()).optional(),
  }),
  /** Somebody is told something. `notification`: as the list in the app shows it, null where that is off for its kind. */
  'notification.created': z.object({
    userId: id,
    notification: seenNotification.nullable(),
    /** For the person alone, signed in themselves. */
    personal: z.boolean().optional(),
    /** What may go out at once. */
    deliveries: z.array(dueDelivery),
  }),
  /** What waited for a time, or a digest, goes out now. */
  'notification.due': z.object({ userId: id, delivery: dueDelivery }),
  /** Writes that one request made, by the ids of their events: they are one operation, and undone together. */
  'operation.grouped': z.object({ operationIds: z.array(id).min(2) }),
} as const;

export type DomainEvents = { [Name in keyof typeof domainEvents]: z.infer<(typeof domainEvents)[Name]> };
export type DomainEventName = keyof DomainEvents;
