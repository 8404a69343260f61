/** Runs in a thread of its own (see piscina-import-threads.ts). The bundler makes one file of it and the readers. */
export { readFile } from './read-file';
