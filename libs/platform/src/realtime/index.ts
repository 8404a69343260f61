/** Live updates: who is connected, in which rooms, and what they hear. Nothing is announced that was not committed. */
export * from './realtime.module';
export * from './room-policy';
export { LIVE_LIMITS } from './limits';
