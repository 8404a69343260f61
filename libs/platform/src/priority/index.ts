/** How far a process stands back behind others. */
export * from './give-way';
export * from './stand-back';
