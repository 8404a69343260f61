import { z } from 'zod';
import { secondFactorChange } from './second-factor-changes';
import { noticeFields } from './domain-events';

/**
 * Every queue, and every job in it: name → payload. A payload is checked when it is put in and when it is
 * taken out, and each job name has exactly one handler, or the worker does not start.
 */
const id = z.uuid();

export const jobs = {
  mail: {
    'verify-email': z.object({ tokenId: id }),
    'reset-password': z.object({ tokenId: id }),
    'password-changed': z.object({ userId: id }),
    'confirm-email-change-old': z.object({ changeId: id }),
    'confirm-email-change-new': z.object({ changeId: id }),
    'email-changed': z.object({ changeId: id }),
    'account-locked': z.object({ userId: id, until: z.iso.datetime() }),
    'registration-repeated': z.object({ userId: id }),
    'second-factor-changed': z.object({ userId: id, change: secondFactorChange }),
    'identity-linked': z.object({ userId: id, provider: z.string() }),
    invitation: z.object({ invitationId: id }),
    'security-notice': z.object({ userId: id, ...noticeFields, at: z.iso.datetime() }),
    'data-export-ready': z.object({ userId: id, jobId: id }),
    'account-deleted': z.object({ userId: id, purgeAt: z.iso.datetime() }),
    'account-restored': z.object({ userId: id }),
    /** One notification, or a digest of several, by its delivery. */
    notification: z.object({ deliveryId: id }),
  },
  sms: {
    notification: z.object({ deliveryId: id }),
  },
  push: {
    notification: z.object({ deliveryId: id }),
  },
  notifications: {
    /** Finds out whom the event that asked for the job concerns, and tells them. People's words stay in the outbox. */
    tell: z.object({}),
    /** Sends on what waited for the end of quiet hours, and makes the digests that are due. */
    dispatch: z.object({}),
    /** Takes away the devices that were registered in sessions which have ended. */
    'drop-devices': z.object({ sessionIds: z.array(id) }),
    /** Forgets what is past its time. */
    expire: z.object({}),
  },
  reminders: {
    /** Goes off at `firesAt`, unless the reminder is for another time by then. */
    fire: z.object({ reminderId: id, firesAt: z.iso.datetime() }),
    /** Puts in what goes off soon of what has just changed. */
    plan: z.union([z.strictObject({ activityId: id }), z.strictObject({ plannerId: id })]),
    /** Puts in whatever goes off soon, and lets go off what was missed. */
    sweep: z.object({}),
  },
  /** Work that clients follow at `/jobs/:id`; each is named by its row in `jobs`. */
  exports: {
    'data-export': z.object({ jobId: id }),
    /** A file of something that somebody may see; the row says of what, and in which format. */
    'make-export': z.object({ jobId: id }),
    /** A planner of a file that somebody has sent; the row says which. */
    'make-import': z.object({ jobId: id }),
    /** Removes the file of an import that has ended. */
    'drop-import': z.object({ jobId: id }),
  },
  webhooks: {
    deliver: z.object({ deliveryId: id }),
    /** Takes up what is due and has no job, as Redis lost it or a worker died. */
    'resume-deliveries': z.object({}),
    'expire-deliveries': z.object({}),
  },
  media: {},
  'calendar-sync': {},
  ai: {},
  billing: {
    /** What is to be done about an event of Stripe's, by its id; the rest stands in `stripe_events`. */
    'handle-event': z.object({ stripeEventId: z.string().max(255) }),
    /** Lets trials, grace and subscriptions end on time, and takes up events that have lost their job. */
    sweep: z.object({}),
    /** Begins the nightly comparison with Stripe, or goes on with one that was cut off. */
    reconcile: z.object({}),
    /** Goes on with a comparison, a few pages at a time. */
    'reconcile-on': z.object({ reconciliationId: id }),
    /** Lets the subscription of a deleted account run out. */
    'stop-renewal': z.object({ userId: id }),
    /** Lets it go on where the account is back. */
    'resume-renewal': z.object({ userId: id }),
    /** Ends a second subscription, and gives back what was paid for it. */
    'refund-doubled': z.object({ stripeSubscriptionId: z.string().max(255) }),
    /** Tells Stripe where bills go now. */
    'update-customer': z.object({ userId: id }),
    /** Deletes a customer at Stripe whose account is gone, and with it their subscriptions. */
    'delete-customer': z.object({ customerId: z.string().max(255) }),
    /** Forgets old events of Stripe's, comparisons, and what people were told. */
    expire: z.object({}),
  },
  maintenance: {
    'purge-deleted': z.object({}),
    /** Archives planners in which everything is done, where their owner wants it. */
    'archive-finished': z.object({}),
    /** Goes on with what the search looks through. */
    'index-search': z.object({}),
    'expire-idempotency-keys': z.object({}),
    'expire-tokens': z.object({}),
    /** Writes down that tiers have ended which were given by hand until now. */
    'end-given-tiers': z.object({}),
    /** Makes room in the audit log for the months to come. */
    'audit-partitions': z.object({}),
    /** Deletes files of exports that are past their time, and forgets old jobs. */
    'expire-exports': z.object({}),
    /** Removes uploads that were never completed, and bytes that no file has. */
    'sweep-files': z.object({}),
    /** Takes a file that was deleted off whatever it is attached to. */
    'detach-file': z.object({ fileId: id }),
    /** Removes for good the accounts that were deleted 30 days ago. */
    'purge-accounts': z.object({}),
    /** Takes somebody off open activities of planners that they may no longer see. */
    'release-assignments': z.object({ userId: id }),
    /** Forgets events and changes of access that nobody can ask for any more. */
    'expire-changes': z.object({}),
    /** Says once more, in Redis, that these sessions have ended; heals a crash just after the commit. */
    'end-sessions': z.object({ userId: id, sessionIds: z.array(id) }),
    /** Puts what the user's sign-ins may do into Redis once more; heals a crash just after the commit. */
    'renew-states': z.object({ userId: id }),
    /** Says once more, in Redis, that no state from before this change of a role counts. */
    'raise-role-epoch': z.object({ epoch: z.number().int() }),
  },
} as const;

type Catalogue = typeof jobs;
export type QueueName = keyof Catalogue;
export type JobName<Q extends QueueName> = Extract<keyof Catalogue[Q], string>;
type Infer<Schema> = Schema extends z.ZodType ? z.infer<Schema> : never;
export type JobPayload<Q extends QueueName, N extends JobName<Q>> = Infer<Catalogue[Q][N]>;
