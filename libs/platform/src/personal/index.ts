/** Personal data, whoever holds it: all of it can be exported, and all of it can be erased. */
export * from './personal-data-holder';
export * from './snapshot';
export * from './personal-data';
export * from './personal.sql';
export * from './export-archive';
export * from './personal-data.module';
