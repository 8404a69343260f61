/** Calls to the outside: one client for all, and the guard of addresses that people give. */
export * from './outgoing-client';
export * from './outgoing-errors';
export * from './host-resolver';
export * from './address-guard';
export * from './circuits';
export * from './http-outgoing-client';
export * from './outgoing.module';
export * from './postponing';
