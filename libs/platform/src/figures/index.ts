/** Figures of the whole system: each feature reports its own, and one place gathers them. */
export * from './figures-reporter';
export * from './system-figures';
export * from './figures.module';
