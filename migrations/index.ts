import { Platform1763700000000 } from './1763700000000-platform';
import { Identity1763700001000 } from './1763700001000-identity';
import { Planning1763700002000 } from './1763700002000-planning';
import { AuditLog1763800010000 } from './1763800010000-admin';
import { Impersonation1763800011000 } from './1763800011000-impersonation';
import { Suspicion1763800012000 } from './1763800012000-suspicion';
import { Access1763800020000 } from './1763800020000-access';
import { Accounts1763800030000 } from './1763800030000-accounts';
import { Mfa1763800040000 } from './1763800040000-mfa';
import { OAuth1763800050000 } from './1763800050000-oauth';
import { Leaving1763800060000 } from './1763800060000-leaving';
import { Teams1763800070000 } from './1763800070000-teams';
import { Plans1763800080000 } from './1763800080000-plans';
import { Activities1763800081000 } from './1763800081000-activities';
import { Sharing1763800082000 } from './1763800082000-sharing';
import { Sync1763800083000 } from './1763800083000-sync';
import { Recurrence1763800084000 } from './1763800084000-recurrence';
import { Search1763800085000 } from './1763800085000-search';
import { Templates1763800086000 } from './1763800086000-templates';
import { PlanSharing1763800087000 } from './1763800087000-plan-sharing';
import { SearchMore1763800089000 } from './1763800089000-search-more';
import { KeptKeys1763800089001 } from './1763800089001-kept-keys';
import { SyncPlans1763800090000 } from './1763800090000-sync-plans';
import { SearchByPlace1763800091000 } from './1763800091000-search-by-place';
import { DeadLetters1763800093000 } from './1763800093000-dead-letters';
import { Notifications1763800094000 } from './1763800094000-notifications';
import { Devices1763800095000 } from './1763800095000-devices';
import { Webhooks1763800096000 } from './1763800096000-webhooks';
import { FollowedJobs1763800097000 } from './1763800097000-followed-jobs';
import { SyncTemplates1763800098000 } from './1763800098000-sync-templates';
import { WebhookWalk1763800099100 } from './1763800099100-webhook-walk';
import { NotificationCare1763800099300 } from './1763800099300-notification-care';
import { JobFileNames1763800099400 } from './1763800099400-job-file-names';
import { Files1763800099410 } from './1763800099410-files';
import { JobNeeds1763800099500 } from './1763800099500-job-needs';
import { WebhookHosts1763800099700 } from './1763800099700-webhook-hosts';
import { JobFiles1763800099800 } from './1763800099800-job-files';
import { Billing1763800100000 } from './1763800100000-billing';
import { Tiers1763800101000 } from './1763800101000-tiers';
import { PersonalNotifications1763800102000 } from './1763800102000-personal-notifications';
import { OpenPayments1763800109000 } from './1763800109000-open-payments';
import { WebhooksHearFrom1763800110500 } from './1763800110500-webhooks-hear-from';
import { AwaitedJobs1763800111000 } from './1763800111000-awaited-jobs';
import { BillingCare1763800110100 } from './1763800110100-billing-care';
import { GiftNotices1763800110110 } from './1763800110110-gift-notices';
import { ReturnedRefunds1763800112100 } from './1763800112100-returned-refunds';
import { UndoNotes1763800114000 } from './1763800114000-undo-notes';
import { UndoNotePeople1763800114100 } from './1763800114100-undo-note-people';
import { OtherActivities1763800115000 } from './1763800115000-other-activities';
import { DeclinedRenewal1763800116000 } from './1763800116000-declined-renewal';
import { OutboxPeople1763800117000 } from './1763800117000-outbox-people';
import { FileVersions1763800119000 } from './1763800119000-file-versions';
import { QueueCheckpoints1763800120000 } from './1763800120000-queue-checkpoints';
import { JobVersions1763800121000 } from './1763800121000-job-versions';

/** Every migration, oldest first. A landed one is never edited. */
export const migrations = [
  Platform1763700000000,
  Identity1763700001000,
  Planning1763700002000,
  AuditLog1763800010000,
  Impersonation1763800011000,
  Suspicion1763800012000,
  Access1763800020000,
  Accounts1763800030000,
  Mfa1763800040000,
  OAuth1763800050000,
  Leaving1763800060000,
  Teams1763800070000,
  Plans1763800080000,
  Activities1763800081000,
  Sharing1763800082000,
  Sync1763800083000,
  Recurrence1763800084000,
  Search1763800085000,
  Templates1763800086000,
  PlanSharing1763800087000,
  SearchMore1763800089000,
  KeptKeys1763800089001,
  SyncPlans1763800090000,
  SearchByPlace1763800091000,
  DeadLetters1763800093000,
  Notifications1763800094000,
  Devices1763800095000,
  Webhooks1763800096000,
  FollowedJobs1763800097000,
  SyncTemplates1763800098000,
  WebhookWalk1763800099100,
  NotificationCare1763800099300,
  JobFileNames1763800099400,
  Files1763800099410,
  JobNeeds1763800099500,
  WebhookHosts1763800099700,
  JobFiles1763800099800,
  Billing1763800100000,
  Tiers1763800101000,
  PersonalNotifications1763800102000,
  OpenPayments1763800109000,
  BillingCare1763800110100,
  GiftNotices1763800110110,
  WebhooksHearFrom1763800110500,
  AwaitedJobs1763800111000,
  ReturnedRefunds1763800112100,
  UndoNotes1763800114000,
  UndoNotePeople1763800114100,
  OtherActivities1763800115000,
  DeclinedRenewal1763800116000,
  OutboxPeople1763800117000,
  FileVersions1763800119000,
  QueueCheckpoints1763800120000,
  JobVersions1763800121000,
];
