/**
 * Exports: planners as files, and the way that all exports take: asked for, made in the worker, fetched by a link. It
 * must never show anybody what they may not see at that moment, nor hold a whole planner in memory.
 */
export type * from './domain/planner-document';
export type * from './domain/planner-writer';
export { ExportKind, type Making } from './application/export-kind';
export { ExportMaking } from './application/export-making';
export { ExportAnswers, type ExportRequest } from './api/export-answers';
export { ExportEndpoint } from './api/export-endpoint';
export { ExportKinds } from './application/export-kinds';
export { PlannerDocuments, type DocumentReader } from './application/planner-documents';
export { canonicalJson, JsonList, type JsonSource } from './domain/canonical-json';
export {
  PLANNER_FORMAT,
  PLANNER_FORMAT_VERSION,
  plannerFile,
  plannerSchemaPage,
  type PlannerFile,
} from './domain/planner-file';
export { ImportMaking } from './application/imports/import-making';
export { ImportsModule } from './imports.module';
export { ImportsApiModule } from './imports-api.module';
export { ImportsWorkerModule } from './imports-worker.module';
export { ExportsModule } from './exports.module';
export { ExportsApiModule } from './exports-api.module';
export { ExportsWorkerModule } from './exports-worker.module';
