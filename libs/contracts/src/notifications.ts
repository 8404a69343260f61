/** What people are told of, and by which ways (spec: fine-print.md). */
export const notificationKinds = [
  'assignment',
  'mention',
  'comment',
  'invitation',
  'share',
  'reminder',
  'job',
  'security',
  'billing',
  'gathering',
  'milestone',
] as const;
export type NotificationKind = (typeof notificationKinds)[number];

/** The ways beside the list in the app. */
export const deliveryChannels = ['email', 'push', 'sms'] as const;
export type DeliveryChannel = (typeof deliveryChannels)[number];
