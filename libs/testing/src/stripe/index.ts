export { StripeStandIn, STAND_IN_ROUTES, type StandInOptions } from './stand-in';
export { WEBHOOK_EVENTS, type DeliverOptions, type DeliveryAttempt } from './deliveries';
export type { RecordedCall } from './http/server';
export type { CardBehaviour, StandInEvent } from './world';
