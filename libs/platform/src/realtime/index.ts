/**
 * Live updates: who is connected, in which rooms, and what they hear. Nothing is announced that was not committed.
 *
 * `doors` are the two transports, `sign-in` lets connections in, `rooms` knows who hears what, `stream` is what comes from
 * other processes, `recovery` tells what a client missed, `presence` what is worth nothing later. In the middle stands the
 * hub: it knows the connections of this process, and no transport.
 */
export * from './realtime.module';
export * from './rooms/room-policy';
export { LIVE_LIMITS } from './limits';
