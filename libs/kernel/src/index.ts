/**
 * The kernel: words that every other library uses. It knows nothing of Nest, databases or HTTP, and
 * must never import another library of this repository.
 */
export * from './ids';
export * from './clock';
export * from './cursor';
export * from './domain-error';
export * from './schema-problems';
export * from './domain-event';
export * from './permission';
export * from './instant';
export * from './currency';
export * from './formula';
export * from './email-address';
export * from './inert-text';
export * from './retry-after';
export * from './streak';
export * from './zone-offsets';
export * from './trace-context';
export * from './trace-state';
export * from './origin';
