/** How far a process stands back behind others. */
export * from './only-when-idle';
export * from './stand-back';
