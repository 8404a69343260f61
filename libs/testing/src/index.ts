/**
 * What tests stand on: the real application on a database of its own, users, the typed API client.
 * Nothing but tests imports it.
 */
export * from './test-app';
export * from './test-config';
export * from './test-dns';
export * from './test-outgoing';
export * from './test-database';
export * from './http-client';
export * from './test-user';
export * from './chromium';
export * from './pdf/read-pdf';
export * from './pdf/planner-document';
export * from './stripe/index';
