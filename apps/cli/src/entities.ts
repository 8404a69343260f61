import { billingEntities } from '@almanac/billing';
import { fileEntities } from '@almanac/files';
import { identityEntities } from '@almanac/identity';
import { notificationEntities } from '@almanac/notifications';
import { planningEntities } from '@almanac/planning';
import { platformEntities } from '@almanac/platform';
import { webhookEntities } from '@almanac/webhooks';

/** Every entity of the system, for the drift check. */
export const entities = [
  ...platformEntities,
  ...identityEntities,
  ...planningEntities,
  ...fileEntities,
  ...notificationEntities,
  ...webhookEntities,
  ...billingEntities,
];
