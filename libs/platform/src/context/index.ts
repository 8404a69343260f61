/** The context of a call: who asks, under which request id, in which transaction. */
export * from './request-context';
export * from './caller';
export * from './answer-keeper';
export * from './limits';
