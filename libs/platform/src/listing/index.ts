/** Lists as PostgreSQL writes them: pages by number and by cursor, in one statement (spec: api-conventions.md, "Lists"). */
export * from './containing.sql';
export * from './list.sql';
export * from './page-text';
